/*
 * Clients that are in the way: connections that are idle, that send a byte a second, or that never read their answer.
 *
 *     hold PORT SELECTOR --idle N --slow N --deaf N --rate N --seconds S
 *
 * They are opened at a rate a second, so that they do not compete for the backlog with each other; then "ready" is
 * said, and all are held for the time. What the server closes is counted, and opened again unless it was idle: an
 * attacker would. The result is one line of JSON.
 */
#include "records.h"

#include <getopt.h>

enum kind { IDLE, SLOW, DEAF, KINDS };

struct held {
    int fd;
    enum kind kind;
    bool asked;
};

static const char *const names[KINDS] = {"idle", "slow", "deaf"};
static unsigned numbers[KINDS];
static unsigned long opened[KINDS], closed[KINDS], refused;
static uint16_t port;
static char request[4096];
static int poll_fd;

static void ask(struct held *held)
{
    /* The tail of a request that never ends is as good as its head. */
    const char *text = held->kind == SLOW ? "a" : request;
    held->asked = send(held->fd, text, strlen(text), MSG_NOSIGNAL) > 0;
}

static void begin(struct held *held)
{
    held->asked = false;
    held->fd = connect_from_next(port, 1000, held->kind == DEAF ? 1 : 0); /* the kernel makes it its least, 2 KB */
    if (held->fd < 0) {
        refused++;
        return;
    }
    opened[held->kind]++;
    if (held->kind != IDLE)
        ask(held);
    struct epoll_event wanted = {.events = held->kind == DEAF ? EPOLLERR | EPOLLHUP : EPOLLIN, .data.ptr = held};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, held->fd, &wanted);
}

static void handle(struct held *held)
{
    char buffer[4096];
    ssize_t got = held->kind == DEAF ? 0 : recv(held->fd, buffer, sizeof buffer, 0);
    if (got > 0 || (got < 0 && errno == EAGAIN))
        return;
    closed[held->kind]++;
    close(held->fd);
    held->fd = -1;
    if (held->kind != IDLE)
        begin(held);
}

/* Look at what happens until a time; whoever is slow sends its byte each second. */
static void watch(struct held *all, unsigned count, uint64_t until_ns)
{
    static uint64_t last_byte_ns;
    struct epoll_event events[EVENTS];
    for (uint64_t now = now_ns(); now < until_ns; now = now_ns()) {
        int wait_ms = (int)((until_ns - now) / 1000000u);
        int ready = epoll_wait(poll_fd, events, EVENTS, wait_ms < 50 ? wait_ms : 50);
        for (int i = 0; i < ready; i++)
            handle(events[i].data.ptr);
        if (now - last_byte_ns < 1000000000u)
            continue;
        last_byte_ns = now;
        for (unsigned i = 0; i < count; i++)
            if (all[i].fd >= 0 && (all[i].kind == SLOW || (all[i].kind == DEAF && !all[i].asked)))
                ask(&all[i]);
    }
}

int main(int count, char **arguments)
{
    static const struct option options[] = {{"idle", 1, NULL, IDLE}, {"slow", 1, NULL, SLOW}, {"deaf", 1, NULL, DEAF},
                                            {"rate", 1, NULL, 'r'},  {"seconds", 1, NULL, 's'}, {NULL, 0, NULL, 0}};
    double seconds = 5, rate = 2000;
    int option;
    while ((option = getopt_long(count, arguments, "", options, NULL)) >= 0)
        switch (option) {
        case IDLE:
        case SLOW:
        case DEAF: numbers[option] = (unsigned)atoi(optarg); break;
        case 'r': rate = atof(optarg); break;
        case 's': seconds = atof(optarg); break;
        default: return 2;
        }
    if (count - optind != 2) {
        fprintf(stderr, "usage: hold PORT SELECTOR [options]\n");
        return 2;
    }
    port = (uint16_t)atoi(arguments[optind]);
    snprintf(request, sizeof request, "%s\r\n", arguments[optind + 1]);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    unsigned all_count = numbers[IDLE] + numbers[SLOW] + numbers[DEAF], place = 0;
    struct held *all = calloc(all_count + 1, sizeof *all);
    uint64_t start = now_ns();
    for (int kind = 0; kind < KINDS; kind++)
        for (unsigned i = 0; i < numbers[kind]; i++, place++) {
            all[place].kind = (enum kind)kind;
            begin(&all[place]);
            watch(all, place + 1, start + (uint64_t)((place + 1) / rate * 1e9));
        }
    puts("ready");
    fflush(stdout);
    watch(all, all_count, now_ns() + (uint64_t)(seconds * 1e9));
    printf("{");
    for (int kind = 0; kind < KINDS; kind++)
        printf("\"%s_opened\": %lu, \"%s_closed\": %lu, ", names[kind], opened[kind], names[kind], closed[kind]);
    printf("\"refused\": %lu}\n", refused);
    return 0;
}
