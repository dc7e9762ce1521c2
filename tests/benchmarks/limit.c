/*
 * The limit server: the least a Gopher server on this kernel can do for a request, to measure others against.
 *
 *     limit PORT RECORDS
 *
 * One process, one epoll, every answer in memory, no log, no limits, no deadlines. It says "ready" on stdout.
 */
#include "records.h"

#define LINE 4096

static struct record *records;
static uint32_t *table; /* open addressing: number of the record + 1, 0 is empty */
static uint32_t mask;

static uint32_t hash(const char *text, size_t length)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < length; i++)
        h = (h ^ (uint8_t)text[i]) * 16777619u;
    return h;
}

static void fill_table(size_t count)
{
    uint32_t size = 1024;
    while (size < 2 * count)
        size *= 2;
    mask = size - 1;
    table = calloc(size, sizeof *table);
    if (!table)
        die("memory");
    for (size_t i = 0; i < count; i++) {
        uint32_t at = hash(records[i].selector, records[i].selector_length) & mask;
        while (table[at])
            at = (at + 1) & mask;
        table[at] = (uint32_t)i + 1;
    }
}

static const struct record *find(const char *selector, size_t length)
{
    for (uint32_t at = hash(selector, length) & mask; table[at]; at = (at + 1) & mask) {
        const struct record *record = &records[table[at] - 1];
        if (record->selector_length == length && !memcmp(record->selector, selector, length))
            return record;
    }
    return NULL;
}

static int listen_on(uint16_t port)
{
    const int yes = 1, seconds = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    /* We are told of a connection when its request is there, so that it is never registered with epoll. */
    setsockopt(fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, &seconds, sizeof seconds);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 4096) < 0)
        die("listen");
    return fd;
}

/* Answer what can be answered; false when the request is not there yet. */
static bool answer(int fd)
{
    static const char missing[] = "3Not found\t\terror.host\t1\r\n.\r\n";
    char line[LINE];
    ssize_t got = recv(fd, line, sizeof line, 0);
    if (got < 0 && errno == EAGAIN)
        return false;
    const char *end = got > 0 ? memchr(line, '\n', (size_t)got) : NULL;
    if (end) {
        size_t length = (size_t)(end - line);
        if (length && line[length - 1] == '\r')
            length--;
        const struct record *record = find(line, length);
        const char *body = record ? record->answer : missing;
        size_t left = record ? record->length : sizeof missing - 1;
        /* An answer larger than the send buffer waits for its client here; the pages measured never are. */
        while (left) {
            ssize_t sent = send(fd, body, left, MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN)
                break;
            if (sent > 0)
                body += sent, left -= (size_t)sent;
        }
    }
    /* All the client sent has been read, so this sends a FIN; with unread input it would be a reset. */
    close(fd);
    return true;
}

int main(int count, char **arguments)
{
    size_t number;
    struct epoll_event events[EVENTS], wanted = {.events = EPOLLIN};
    if (count != 3) {
        fprintf(stderr, "usage: limit PORT RECORDS\n");
        return 2;
    }
    records = read_records(arguments[2], &number);
    fill_table(number);
    int listener = listen_on((uint16_t)atoi(arguments[1]));
    int poll = epoll_create1(EPOLL_CLOEXEC);
    wanted.data.fd = listener;
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int ready = epoll_wait(poll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd != listener) {
                answer(fd);
                continue;
            }
            /* One a wake-up: a second accept that finds nobody costs more than the wake-up it saves. */
            fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd >= 0 && !answer(fd)) {
                wanted.data.fd = fd;
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted);
            }
        }
    }
}
