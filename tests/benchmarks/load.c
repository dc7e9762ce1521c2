/*
 * The load generator: a number of clients, each asking for one page after the other, one request a connection.
 *
 *     load PORT RECORDS --clients N --seconds S [--warm-up S] [--first N] [--seed N] [--sources N]
 *     load PORT RECORDS --clients N --each
 *
 * A closed loop: a client asks again when its answer is complete. Every byte of every answer is compared with the
 * record's. Which page: any of the first N, at random (--first; 0 is all), or each of them once in order (--each).
 * Latency is from before the connect to the server's FIN. Requests begun in the warm-up are answered and counted in
 * "requests", but not in the rate and the percentiles; those begun in time and answered too late are in the percentiles
 * only. The result is one line of JSON.
 */
#include "records.h"

#include <getopt.h>

#define TIMEOUT_NS 15000000000u
#define SWEEP_NS 500000000u

enum outcome { RIGHT, NOT_CONNECTED, BROKEN, WRONG, LATE, OUTCOMES };

struct client {
    int fd; /* -1: has nothing to do any more */
    bool asked;
    const struct record *wanted;
    size_t got;
    uint64_t began_ns;
};

static uint16_t port;
static unsigned sources = 1000, clients_count = 32;
static double seconds = 5, warm_up = 0.5;
static bool each;
static uint64_t state = 1, measure_from_ns, stop_at_ns;
static struct record *records;
static size_t records_count, first, next_record;
static struct client *clients;
static unsigned active;
static int poll_fd;
static uint64_t outcomes[OUTCOMES];
static uint32_t *latencies_us;
static size_t latencies, latencies_room, in_time;

static const struct record *choose(void)
{
    if (each)
        return next_record < first ? &records[next_record++] : NULL;
    state ^= state << 13, state ^= state >> 7, state ^= state << 17; /* xorshift64 */
    return &records[state % first];
}

static void note(const struct client *client, uint64_t now)
{
    if (client->began_ns < measure_from_ns)
        return;
    if (latencies == latencies_room)
        latencies_us = realloc(latencies_us, (latencies_room = latencies_room * 2 + 65536) * sizeof *latencies_us);
    if (!latencies_us)
        die("memory");
    latencies_us[latencies++] = (uint32_t)((now - client->began_ns) / 1000);
    in_time += now <= stop_at_ns;
}

/* Send the request if the connection stands; loopback's does as soon as connect() returns, unless the backlog is full. */
static bool ask(struct client *client)
{
    char line[4096];
    size_t length = client->wanted->selector_length;
    memcpy(line, client->wanted->selector, length);
    memcpy(line + length, "\r\n", 2);
    client->asked = send(client->fd, line, length + 2, MSG_NOSIGNAL) == (ssize_t)(length + 2);
    return client->asked || errno == EAGAIN || errno == ENOTCONN;
}

/* Let a client begin its next request, or rest when there is none. */
static void begin(struct client *client)
{
    for (;;) {
        uint64_t now = now_ns();
        client->wanted = now < stop_at_ns ? choose() : NULL;
        if (!client->wanted) {
            client->fd = -1;
            active--;
            return;
        }
        client->began_ns = now;
        client->got = 0;
        client->fd = connect_from_next(port, sources, 0);
        if (client->fd >= 0 && ask(client)) {
            struct epoll_event wanted = {.events = client->asked ? EPOLLIN : EPOLLIN | EPOLLOUT, .data.ptr = client};
            epoll_ctl(poll_fd, EPOLL_CTL_ADD, client->fd, &wanted);
            return;
        }
        outcomes[NOT_CONNECTED]++;
        if (client->fd >= 0)
            close(client->fd);
        usleep(1000); /* nobody listens: no reason to ask a million times a second */
    }
}

static void end(struct client *client, enum outcome outcome)
{
    outcomes[outcome]++;
    if (outcome == RIGHT)
        note(client, now_ns());
    close(client->fd);
    begin(client);
}

static void handle(struct client *client, uint32_t happened)
{
    static char buffer[1 << 17];
    if (!client->asked) {
        struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = client};
        if (happened & (EPOLLERR | EPOLLHUP) || !ask(client)) {
            end(client, NOT_CONNECTED);
            return;
        }
        if (client->asked)
            epoll_ctl(poll_fd, EPOLL_CTL_MOD, client->fd, &wanted);
        return;
    }
    for (;;) {
        ssize_t got = recv(client->fd, buffer, sizeof buffer, 0);
        if (got < 0 && errno == EAGAIN)
            return;
        if (got < 0) {
            end(client, BROKEN);
            return;
        }
        if (got == 0) {
            end(client, client->got == client->wanted->length ? RIGHT : WRONG);
            return;
        }
        if (client->got + (size_t)got > client->wanted->length ||
            memcmp(client->wanted->answer + client->got, buffer, (size_t)got)) {
            end(client, WRONG);
            return;
        }
        client->got += (size_t)got;
    }
}

static void end_late_ones(uint64_t now)
{
    for (unsigned i = 0; i < clients_count; i++)
        if (clients[i].fd >= 0 && now - clients[i].began_ns > TIMEOUT_NS)
            end(&clients[i], LATE);
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t percentile(double part)
{
    return latencies ? latencies_us[(size_t)(part * (double)(latencies - 1) + 0.5)] : 0;
}

static void report(double measured_s)
{
    uint64_t all = 0;
    for (int i = 0; i < OUTCOMES; i++)
        all += outcomes[i];
    qsort(latencies_us, latencies, sizeof *latencies_us, ascending);
    printf("{\"requests\": %lu, \"measured\": %zu, \"rate\": %.1f, ", all, latencies, (double)in_time / measured_s);
    printf("\"p50_us\": %u, \"p99_us\": %u, \"p999_us\": %u, \"max_us\": %u, ", percentile(.5), percentile(.99),
           percentile(.999), percentile(1));
    printf("\"not_connected\": %lu, \"broken\": %lu, \"wrong\": %lu, \"late\": %lu}\n", outcomes[NOT_CONNECTED],
           outcomes[BROKEN], outcomes[WRONG], outcomes[LATE]);
}

static void read_options(int count, char **arguments)
{
    static const struct option options[] = {
        {"clients", 1, NULL, 'c'}, {"seconds", 1, NULL, 's'}, {"warm-up", 1, NULL, 'w'}, {"each", 0, NULL, 'e'},
        {"first", 1, NULL, 'f'},   {"seed", 1, NULL, 'r'},    {"sources", 1, NULL, 'a'}, {NULL, 0, NULL, 0}};
    int option;
    while ((option = getopt_long(count, arguments, "", options, NULL)) >= 0)
        switch (option) {
        case 'c': clients_count = (unsigned)atoi(optarg); break;
        case 's': seconds = atof(optarg); break;
        case 'w': warm_up = atof(optarg); break;
        case 'e': each = true; break;
        case 'f': first = strtoul(optarg, NULL, 10); break;
        case 'r': state = strtoul(optarg, NULL, 10) * 2654435769u + 1; break;
        case 'a': sources = (unsigned)atoi(optarg); break;
        default: exit(2);
        }
    if (count - optind != 2 || !clients_count || !sources) {
        fprintf(stderr, "usage: load PORT RECORDS [options]\n");
        exit(2);
    }
    port = (uint16_t)atoi(arguments[optind]);
    records = read_records(arguments[optind + 1], &records_count);
    if (!first || first > records_count)
        first = records_count;
}

int main(int count, char **arguments)
{
    struct epoll_event events[EVENTS];
    read_options(count, arguments);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    clients = calloc(clients_count, sizeof *clients);
    uint64_t start = now_ns(), last_sweep = start;
    measure_from_ns = each ? start : start + (uint64_t)(warm_up * 1e9);
    stop_at_ns = each ? UINT64_MAX : measure_from_ns + (uint64_t)(seconds * 1e9);
    active = clients_count;
    for (unsigned i = 0; i < clients_count; i++)
        begin(&clients[i]);
    while (active) {
        int ready = epoll_wait(poll_fd, events, EVENTS, 100);
        for (int i = 0; i < ready; i++)
            handle(events[i].data.ptr, events[i].events);
        uint64_t now = now_ns();
        if (now - last_sweep > SWEEP_NS) {
            end_late_ones(now);
            last_sweep = now;
        }
    }
    report(each ? (double)(now_ns() - start) / 1e9 : seconds);
    return 0;
}
