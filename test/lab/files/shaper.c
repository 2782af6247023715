/*
 * A slow wire between two network devices, for a kernel without netem: carries frames both ways with a
 * delay, a rate and a loss.
 *   shaper DEVICE DEVICE DELAY_US BITS_PER_SECOND LOSS_PPM     (a rate of 0 is no limit)
 * Each direction is one queue. A frame leaves when the wire is free, and arrives the delay later; when more
 * than 100 ms (at least 256 kB) wait, the next is dropped, as a router does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 65536
#define FRAME (70 * 1024)

struct frame {
	uint64_t due;
	uint32_t length;
	char *bytes;
};

struct wire {
	int from, to;
	uint64_t busy_until, waiting;
	uint32_t head, tail;
	struct frame queue[SLOTS];
};

static struct wire wires[2];

static uint64_t now(void) {
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int attach(const char *device) {
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL)), one = 1, size = 16 << 20;
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = if_nametoindex(device)};
	setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one);
	/* Keeps the kernel's large unsegmented frames and unfinished checksums as they are. */
	if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof one) ||
	    bind(fd, (struct sockaddr *)&address, sizeof address)) {
		perror(device);
		exit(1);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
	return fd;
}

static void take(struct wire *wire, uint64_t delay, uint64_t rate, long loss) {
	static char buffer[FRAME];
	ssize_t length;
	while ((length = recv(wire->from, buffer, sizeof buffer, 0)) > 0) {
		uint64_t time = now(), size = length - sizeof(struct virtio_net_hdr);
		uint64_t room = rate ? rate / 80 : UINT64_MAX / 2;
		if (room < 256 * 1024) room = 256 * 1024;
		room += rate / 8 * (delay / 1000) / 1000000; /* what is on its way does not wait */
		if (loss && random() % 1000000 < loss) continue;
		if (wire->waiting + size > room || wire->tail - wire->head == SLOTS) continue;
		if (wire->busy_until < time) wire->busy_until = time;
		if (rate) wire->busy_until += size * 8 * 1000000000 / rate;
		struct frame *frame = &wire->queue[wire->tail++ % SLOTS];
		*frame = (struct frame){wire->busy_until + delay, length, malloc(length)};
		memcpy(frame->bytes, buffer, length);
		wire->waiting += size;
	}
}

/* Sends what is due; returns when the next frame will be. */
static uint64_t give(struct wire *wire) {
	while (wire->head != wire->tail) {
		struct frame *frame = &wire->queue[wire->head % SLOTS];
		if (frame->due > now()) return frame->due;
		if (send(wire->to, frame->bytes, frame->length, 0) < 0) perror("shaper: send");
		wire->waiting -= frame->length - sizeof(struct virtio_net_hdr);
		free(frame->bytes);
		wire->head++;
	}
	return UINT64_MAX;
}

int main(int argc, char **argv) {
	if (argc != 6) return fprintf(stderr, "usage: shaper DEVICE DEVICE DELAY_US BITS_PER_SECOND LOSS_PPM\n"), 2;
	uint64_t delay = strtoull(argv[3], NULL, 10) * 1000, rate = strtoull(argv[4], NULL, 10);
	long loss = strtol(argv[5], NULL, 10);
	int one = attach(argv[1]), other = attach(argv[2]);
	wires[0].from = wires[1].to = one;
	wires[0].to = wires[1].from = other;
	srandom(getpid());
	for (;;) {
		uint64_t next = UINT64_MAX, time;
		for (int i = 0; i < 2; i++) {
			take(&wires[i], delay, rate, loss);
			uint64_t due = give(&wires[i]);
			if (due < next) next = due;
		}
		time = now();
		struct timespec left = {0, 0}, *wait = NULL;
		if (next != UINT64_MAX) {
			if (next > time) left = (struct timespec){(next - time) / 1000000000, (next - time) % 1000000000};
			wait = &left;
		}
		struct pollfd fds[2] = {{.fd = one, .events = POLLIN}, {.fd = other, .events = POLLIN}};
		ppoll(fds, 2, wait, NULL);
	}
}
