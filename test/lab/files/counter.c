/*
 * The program inside the lab's small containers. It counts in memory and sends the count, one line at a
 * time, to everyone connected to port 7000. Configured by its environment:
 *   COUNT_MS     milliseconds between two lines (10)
 *   MEM_MB       memory to fill with noise that does not compress (0)
 *   DIRTY_PAGES  pages of it rewritten per tick, going round (0)
 *   APPEND_DIR   a directory: each tick appends the count to one of its log-N files, going round
 *   APPEND_FILES how many of these there are (16)
 * A client that sends "c" gets "ok PAGES" if every page still holds what was written there, or "bad PAGE".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CLIENTS 64
#define WORDS 512 /* 8-byte words in a page */

static uint64_t *memory;
static uint64_t pages;

static long number(const char *name, long otherwise) {
	const char *value = getenv(name);
	return value && *value ? strtol(value, NULL, 10) : otherwise;
}

static uint64_t next(uint64_t x) {
	x ^= x << 13;
	x ^= x >> 7;
	return x ^ (x << 17);
}

/* A page is a chain of noise that starts from its number and from how often it was written. */
static void write_page(uint64_t index, uint64_t generation) {
	uint64_t *page = memory + index * WORDS;
	uint64_t x = (index + 1) * 0x9E3779B97F4A7C15u ^ generation;
	page[0] = generation;
	for (int word = 1; word < WORDS; word++) page[word] = x = next(x);
}

static int page_is_whole(uint64_t index) {
	const uint64_t *page = memory + index * WORDS;
	uint64_t x = (index + 1) * 0x9E3779B97F4A7C15u ^ page[0];
	for (int word = 1; word < WORDS; word++)
		if (page[word] != (x = next(x))) return 0;
	return 1;
}

static int listener(void) {
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(number("PORT", 7000))};
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 16)) {
		perror("counter: listen");
		exit(1);
	}
	return fd;
}

static void append(const char *directory, uint64_t count, long files) {
	char path[4096], line[32];
	snprintf(path, sizeof path, "%s/log-%llu", directory, (unsigned long long)(count % (uint64_t)files));
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0) return;
	int length = snprintf(line, sizeof line, "%llu\n", (unsigned long long)count);
	if (write(fd, line, length) < 0) perror("counter: append");
	close(fd);
}

static void answer(int fd) {
	char line[64];
	uint64_t index = 0;
	while (index < pages && page_is_whole(index)) index++;
	const char *word = index == pages ? "ok" : "bad";
	int length = snprintf(line, sizeof line, "%s %llu\n", word, (unsigned long long)index);
	send(fd, line, length, MSG_NOSIGNAL);
}

int main(void) {
	long interval = number("COUNT_MS", 10), dirty = number("DIRTY_PAGES", 0), files = number("APPEND_FILES", 16);
	const char *directory = getenv("APPEND_DIR");
	uint64_t count = 0, cursor = 0;
	struct pollfd fds[CLIENTS + 1];
	int used = 1;

	signal(SIGPIPE, SIG_IGN);
	pages = (uint64_t)number("MEM_MB", 0) * 256;
	if (pages) {
		memory = mmap(NULL, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (memory == MAP_FAILED) return perror("counter: mmap"), 1;
		for (uint64_t index = 0; index < pages; index++) write_page(index, 0);
	}
	fds[0] = (struct pollfd){.fd = listener(), .events = POLLIN};

	struct timespec due;
	clock_gettime(CLOCK_MONOTONIC, &due);
	for (;;) {
		struct timespec now;
		clock_gettime(CLOCK_MONOTONIC, &now);
		long long left = (due.tv_sec - now.tv_sec) * 1000000000LL + (due.tv_nsec - now.tv_nsec);
		if (left > interval * 1000000LL) left = interval * 1000000LL; /* the clock of another host may be behind */
		if (left > 0) {
			struct timespec wait = {left / 1000000000, left % 1000000000};
			if (ppoll(fds, used, &wait, NULL) <= 0) continue;
			for (int i = used - 1; i > 0; i--) {
				char byte;
				if (!fds[i].revents) continue;
				ssize_t got = recv(fds[i].fd, &byte, 1, MSG_DONTWAIT);
				if (got == 1 && byte == 'c') answer(fds[i].fd);
				if (got == 1 || (got < 0 && errno == EAGAIN)) continue;
				close(fds[i].fd);
				fds[i] = fds[--used];
			}
			if (fds[0].revents && used <= CLIENTS) {
				int fd = accept4(fds[0].fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
				if (fd >= 0) fds[used++] = (struct pollfd){.fd = fd, .events = POLLIN};
			}
			continue;
		}
		due = now; /* never catch up: a frozen container must not send a burst afterwards */
		due.tv_nsec += interval * 1000000;
		due.tv_sec += due.tv_nsec / 1000000000;
		due.tv_nsec %= 1000000000;

		char line[32];
		int length = snprintf(line, sizeof line, "%llu\n", (unsigned long long)++count);
		for (int i = 1; i < used; i++) send(fds[i].fd, line, length, MSG_NOSIGNAL);
		if (directory) append(directory, count, files);
		for (long i = 0; pages && i < dirty; i++) {
			write_page(cursor, memory[cursor * WORDS] + 1);
			cursor = (cursor + 1) % pages;
		}
	}
}
