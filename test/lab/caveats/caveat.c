/* Makes one situation that CRIU may not be able to move, says "ready" on a file, and waits. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/rtnetlink.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define HOSTILE "evil\033]0;pwned\007\033[2J\302\233\342\200\256name"

static void need(long result, const char *what)
{
	if (result < 0) {
		FILE *log = fopen("/caveat.error", "w");
		if (log) fprintf(log, "%s: %s\n", what, strerror(errno)), fclose(log);
		exit(1);
	}
}

static int bpf(int command, union bpf_attr *attr) { return syscall(SYS_bpf, command, attr, sizeof(*attr)); }

static void bpf_map(void)
{
	union bpf_attr attr = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1 };
	need(bpf(BPF_MAP_CREATE, &attr), "bpf map");
}

static void bpf_prog(void)
{
	struct bpf_insn code[] = { { .code = 0xb7, .dst_reg = 0, .imm = 0 }, { .code = 0x95 } };
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (unsigned long)code,
		.insn_cnt = 2, .license = (unsigned long)"GPL" };
	need(bpf(BPF_PROG_LOAD, &attr), "bpf program");
}

static void space(int flag, const char *name)
{
	need(unshare(flag), name);
	if (flag == CLONE_NEWPID || flag == CLONE_NEWTIME) {
		pid_t child = fork();
		need(child, "fork");
		if (child > 0) for (;;) pause();
	}
}

static void tcp_pair(int protocol, int accept_it)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(7777), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int server = socket(AF_INET, SOCK_STREAM, protocol), on = 1;
	need(server, "socket");
	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	need(bind(server, (void *)&at, sizeof at), "bind");
	need(listen(server, 5), "listen");
	int client = socket(AF_INET, SOCK_STREAM, protocol);
	need(connect(client, (void *)&at, sizeof at), "connect");
	if (accept_it) need(accept(server, NULL, NULL), "accept");
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";
	const char *argument = argc > 2 ? argv[2] : "";
	setsid();
	if (!strcmp(kind, "bpf-map")) bpf_map();
	else if (!strcmp(kind, "bpf-prog")) bpf_prog();
	else if (!strcmp(kind, "io-uring")) {
		struct io_uring_params parameters = { 0 };
		need(syscall(SYS_io_uring_setup, 4, &parameters), "io_uring");
	} else if (!strcmp(kind, "perf")) {
		struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof attr, .config = PERF_COUNT_SW_CPU_CLOCK };
		need(syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0), "perf");
	} else if (!strcmp(kind, "secretmem")) {
		int fd = syscall(447 /* memfd_secret */, 0);
		need(fd, "memfd_secret");
		need(ftruncate(fd, 4096), "ftruncate");
		if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED) need(-1, "mmap");
	} else if (!strcmp(kind, "userfaultfd")) need(syscall(SYS_userfaultfd, O_CLOEXEC), "userfaultfd");
	else if (!strcmp(kind, "inotify")) need(inotify_add_watch(inotify_init(), argument, IN_ALL_EVENTS), "inotify");
	else if (!strcmp(kind, "fanotify")) {
		int fd = fanotify_init(FAN_CLASS_NOTIF, O_RDONLY);
		need(fd, "fanotify");
		need(fanotify_mark(fd, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, argument), "fanotify_mark");
	} else if (!strcmp(kind, "fanotify-fid")) {
		int fd = fanotify_init(FAN_CLASS_NOTIF | FAN_REPORT_FID, O_RDONLY);
		need(fd, "fanotify");
		need(fanotify_mark(fd, FAN_MARK_ADD, FAN_OPEN, AT_FDCWD, argument), "fanotify_mark");
	} else if (!strcmp(kind, "pressure")) {
		int fd = open(argument, O_RDWR | O_NONBLOCK);
		need(fd, "pressure");
		need(write(fd, "some 150000 2000000", 20), "trigger");
	} else if (!strcmp(kind, "unix-connect") || !strcmp(kind, "unix-datagram")) {
		struct sockaddr_un at = { .sun_family = AF_UNIX };
		strncpy(at.sun_path, argument, sizeof at.sun_path - 1);
		int fd = socket(AF_UNIX, kind[5] == 'c' ? SOCK_STREAM : SOCK_DGRAM, 0);
		need(connect(fd, (void *)&at, sizeof at), "unix connect");
	} else if (!strcmp(kind, "tcp")) tcp_pair(0, 1);
	else if (!strcmp(kind, "tcp-waiting")) tcp_pair(0, 0);
	else if (!strcmp(kind, "mptcp")) tcp_pair(262, 1);
	else if (!strcmp(kind, "sctp")) need(socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP), "sctp");
	else if (!strcmp(kind, "udp")) need(socket(AF_INET, SOCK_DGRAM, 0), "udp");
	else if (!strcmp(kind, "udp-bound")) {
		struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(7778) };
		need(bind(socket(AF_INET, SOCK_DGRAM, 0), (void *)&at, sizeof at), "udp");
	} else if (!strcmp(kind, "raw")) need(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP), "raw");
	else if (!strcmp(kind, "ping")) {
		FILE *range = fopen("/proc/sys/net/ipv4/ping_group_range", "w");
		if (range) fputs("0 1000\n", range), fclose(range);
		need(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP), "ping");
	} else if (!strcmp(kind, "packet")) need(socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)), "packet");
	else if (!strcmp(kind, "vsock")) need(socket(AF_VSOCK, SOCK_STREAM, 0), "vsock");
	else if (!strcmp(kind, "alg")) need(socket(AF_ALG, SOCK_SEQPACKET, 0), "alg");
	else if (!strcmp(kind, "netlink")) {
		struct { struct nlmsghdr head; struct rtgenmsg body; } ask = {
			{ sizeof ask, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0 }, { AF_UNSPEC } };
		int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
		need(fd, "netlink");
		need(send(fd, &ask, sizeof ask, 0), "netlink send");
	} else if (!strcmp(kind, "netlink-idle")) need(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), "netlink");
	else if (!strcmp(kind, "flock")) need(flock(open(argument, O_RDWR | O_CREAT, 0644), LOCK_EX), "flock");
	else if (!strcmp(kind, "posix-lock")) {
		struct flock lock = { .l_type = F_WRLCK };
		need(fcntl(open(argument, O_RDWR | O_CREAT, 0644), F_SETLK, &lock), "lock");
	} else if (!strcmp(kind, "lease")) need(fcntl(open(argument, O_RDWR | O_CREAT, 0644), F_SETLEASE, F_WRLCK), "lease");
	else if (!strcmp(kind, "ghost")) {
		int fd = open("/ghost", O_RDWR | O_CREAT, 0600);
		char block[4096];
		memset(block, 7, sizeof block);
		for (long left = atol(argument); left > 0; left -= sizeof block) need(write(fd, block, sizeof block), "write");
		need(unlink("/ghost"), "unlink");
	} else if (!strcmp(kind, "hostile")) {
		/* Its name, its title and its file try to drive the terminal of whoever looks at them. */
		if (!strcmp(argument, "")) execl("/proc/self/exe", HOSTILE, kind, "again", NULL);
		prctl(PR_SET_NAME, "evil\033[2J\007name");
		int fd = open("/" HOSTILE, O_RDWR | O_CREAT, 0600);
		need(fd, "open");
		need(ftruncate(fd, 8 << 20), "ftruncate");
		static char block[2 << 20];
		need(pwrite(fd, memset(block, 7, sizeof block), sizeof block, 0), "write");
		need(unlink("/" HOSTILE), "unlink");
	} else if (!strcmp(kind, "open")) need(open(argument, O_RDWR | O_NOCTTY), argument);
	else if (!strcmp(kind, "device")) {
		unsigned major = atoi(argument), minor = atoi(argc > 3 ? argv[3] : "0");
		need(mknod("/dev/caveat", S_IFCHR | 0600, major << 8 | minor), "mknod");
		need(open("/dev/caveat", O_RDWR), "open device");
	} else if (!strcmp(kind, "uts")) space(CLONE_NEWUTS, kind);
	else if (!strcmp(kind, "ipc")) space(CLONE_NEWIPC, kind);
	else if (!strcmp(kind, "user")) space(CLONE_NEWUSER, kind);
	else if (!strcmp(kind, "net")) space(CLONE_NEWNET, kind);
	else if (!strcmp(kind, "mnt")) space(CLONE_NEWNS, kind);
	else if (!strcmp(kind, "pid")) space(CLONE_NEWPID, kind);
	else if (!strcmp(kind, "cgroup")) space(CLONE_NEWCGROUP, kind);
	else if (!strcmp(kind, "time")) space(CLONE_NEWTIME, kind);
	else if (!strcmp(kind, "mount")) {
		mkdir("/caveat", 0755);
		need(mount(argument, "/caveat", argument, 0, argc > 3 ? argv[3] : NULL), argument);
	} else if (!strcmp(kind, "realtime")) {
		struct sched_param p = { .sched_priority = 10 };
		need(sched_setscheduler(0, SCHED_FIFO, &p), "realtime");
	} else if (!strcmp(kind, "memfd")) need(memfd_create("caveat", 0), "memfd");
	else if (!strcmp(kind, "hugetlb")) {
		if (mmap(NULL, 2 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) == MAP_FAILED) need(-1, "hugetlb");
	} else if (!strcmp(kind, "shm")) need(shmget(1234, 65536, IPC_CREAT | 0600), "shmget");
	else if (!strcmp(kind, "setuid")) {
		close(open("/caveat.ready", O_WRONLY | O_CREAT, 0666));
		need(chmod("/caveat.ready", 0666), "chmod");
		need(setresuid(atoi(argument), atoi(argument), atoi(argument)), "setuid");
	}
	else if (!strcmp(kind, "traced")) {
		pid_t child = fork();
		need(child, "fork");
		if (child == 0) { for (;;) pause(); }
		need(ptrace(PTRACE_SEIZE, child, 0, 0), "ptrace");
	} else if (!strcmp(kind, "pidfd")) need(syscall(SYS_pidfd_open, getpid(), 0), "pidfd");
	else if (!strcmp(kind, "named")) prctl(PR_SET_NAME, argument);
	else if (!strcmp(kind, "flock-shared")) need(flock(open(argument, O_RDWR | O_CREAT, 0644), LOCK_SH), "flock");
	else if (!strcmp(kind, "inotify-overlay")) {
		mkdir("/caveat", 0755), mkdir("/upper", 0755), mkdir("/work", 0755);
		need(mount("overlay", "/caveat", "overlay", 0, "lowerdir=/etc,upperdir=/upper,workdir=/work"), "overlay");
		need(inotify_add_watch(inotify_init(), "/caveat/inittab", IN_ALL_EVENTS), "inotify");
	} else if (!strcmp(kind, "fuse")) {
		char options[100];
		need(mknod("/dev/caveat", S_IFCHR | 0600, 10 << 8 | 229), "mknod");
		int fd = open("/dev/caveat", O_RDWR);
		need(fd, "/dev/fuse");
		mkdir("/caveat", 0755);
		snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
		need(mount("caveat", "/caveat", "fuse.caveat", MS_NOSUID | MS_NODEV, options), "fuse");
	} else if (!strcmp(kind, "link")) {
		struct {
			struct nlmsghdr head;
			struct ifinfomsg body;
			char rest[64];
		} ask = { { NLMSG_LENGTH(sizeof(struct ifinfomsg)), RTM_NEWLINK, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_ACK, 1, 0 }, { AF_UNSPEC }, { 0 } };
		struct rtattr *info = (void *)ask.rest, *kinds = (void *)(ask.rest + RTA_LENGTH(0));
		const char *name = argument;
		kinds->rta_type = IFLA_INFO_KIND, kinds->rta_len = RTA_LENGTH(strlen(name));
		memcpy(RTA_DATA(kinds), name, strlen(name));
		info->rta_type = IFLA_LINKINFO, info->rta_len = RTA_LENGTH(RTA_ALIGN(kinds->rta_len));
		ask.head.nlmsg_len = NLMSG_ALIGN(ask.head.nlmsg_len) + RTA_ALIGN(info->rta_len);
		int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
		struct { struct nlmsghdr head; struct nlmsgerr error; char rest[256]; } answer;
		need(fd, "netlink");
		need(send(fd, &ask, ask.head.nlmsg_len, 0), "netlink send");
		need(recv(fd, &answer, sizeof answer, 0), "netlink answer");
		errno = -answer.error.error;
		need(answer.error.error, "link");
		close(fd);
	} else if (!strcmp(kind, "pty")) {
		int master = posix_openpt(O_RDWR | O_NOCTTY);
		need(master, "ptmx");
		need(grantpt(master), "grantpt"), need(unlockpt(master), "unlockpt");
		need(open(ptsname(master), O_RDWR | O_NOCTTY), "pts");
	} else if (!strcmp(kind, "unix-listen")) {
		struct sockaddr_un at = { .sun_family = AF_UNIX };
		strncpy(at.sun_path, argument, sizeof at.sun_path - 1);
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		unlink(argument);
		need(bind(fd, (void *)&at, sizeof at), "unix bind");
		need(listen(fd, 5), "unix listen");
		if (argc > 3) for (;;) need(accept(fd, NULL, NULL), "accept");
	}
	else return 2;
	int ready = open("/caveat.ready", O_WRONLY | O_CREAT, 0644);
	need(ready, "ready");
	close(ready);
	for (;;) pause();
}
