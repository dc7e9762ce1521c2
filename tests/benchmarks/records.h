/*
 * What limit.c, load.c and hold.c share: the file of pages, the clock, and how a client connects.
 *
 * The file holds one record after the other: "selector TAB length LF", then the answer, byte for byte. It is mapped, not
 * read, so that limit and load hold one copy of it between them.
 */
#define _GNU_SOURCE /* accept4 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 512

struct record {
    const char *selector;
    size_t selector_length;
    const char *answer;
    size_t length;
};

static inline void die(const char *what)
{
    perror(what);
    exit(1);
}

static inline uint64_t now_ns(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (uint64_t)at.tv_sec * 1000000000u + (uint64_t)at.tv_nsec;
}

/* All records of a file; the process keeps them to its end. */
static inline struct record *read_records(const char *path, size_t *count)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) < 0)
        die(path);
    const char *at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
    if (at == MAP_FAILED)
        die(path);
    close(file);
    const char *end = at + status.st_size;
    size_t room = 1024;
    struct record *records = malloc(room * sizeof *records);
    *count = 0;
    while (at < end) {
        const char *tab = memchr(at, '\t', (size_t)(end - at));
        const char *line_end = tab ? memchr(tab, '\n', (size_t)(end - tab)) : NULL;
        if (!line_end) {
            fprintf(stderr, "%s: not a file of records\n", path);
            exit(1);
        }
        if (*count == room)
            records = realloc(records, (room *= 2) * sizeof *records);
        if (!records)
            die("memory");
        struct record *record = &records[(*count)++];
        record->selector = at;
        record->selector_length = (size_t)(tab - at);
        record->answer = line_end + 1;
        record->length = strtoul(tab + 1, NULL, 10);
        at = record->answer + record->length;
    }
    return records;
}

/*
 * Begin a connection to 127.0.0.1 from one of many addresses of 127.0.0.0/8, one after the other; -1 when it cannot be.
 *
 * Many addresses, because a server limits the connections of each client, and because each has its own 28,000 ports.
 * IP_BIND_ADDRESS_NO_PORT lets the kernel choose the port when it knows the peer: without it a port could be used once
 * a minute, whoever the peer is. A receive buffer other than 0 is what the kernel may keep for us, in bytes; it has to be
 * known before the connect, since what was once offered to the peer cannot be taken back.
 */
static inline int connect_from_next(uint16_t port, unsigned sources, int receive_buffer)
{
    static unsigned turn;
    const int yes = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    unsigned place = turn++ % sources;
    struct sockaddr_in from = {.sin_family = AF_INET,
                               .sin_addr.s_addr = htonl(0x7f000000u | (1 + place / 250) << 8 | (1 + place % 250))};
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (receive_buffer)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) == 0 &&
        (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 || errno == EINPROGRESS))
        return fd;
    close(fd);
    return -1;
}
