import { shell } from './shell-text.ts';

/**
The last part of the fact script's pipe: makes the document. From stdin come sections that the shell wrote itself,
`!KEY` for those that are not to be trusted, and lines of /proc as grep -H prints them, `/proc/PID/FILE:TEXT`. Files
of the host that are always readable it reads itself, and at the end what the probes have left in $tmp. Files of
processes it does not: where one ends at the wrong moment reading is an error, and ends some awks.
*/
export const document: string = shell`
# Only command lines hold the character that awks differ about.
document() {
	if [ "$1" = source ]; then tr '\000' ' ' | compose "$1"; else compose "$1"; fi
}
compose() {
	tmp=$tmp awk -v mode="$1" '
function begin(key) { if (key != current) { printf "\n=%s\n", key; current = key } }
function add(key, line, most) {
	if ((size[key] += length(line) + 1) > (most ? most : 4000000)) return
	begin(key)
	print " " line
}
# The lines of a file that match; the key only if there are some.
function lines(key, file, pattern,  line) {
	while ((getline line < file) > 0) if (line ~ pattern) add(key, line)
	close(file)
}
# What a probe has left; nothing is an answer as well.
function probe(key, most,  line, file, more) {
	file = key == "locks" ? "/proc/locks" : ENVIRON["tmp"] "/" key
	if (key in untrusted || (more = (getline line < file)) < 0) return
	begin(key)
	for (; more > 0; more = (getline line < file)) add(key, line, most)
	close(file)
}
# ss(8) on local and TCP sockets; how many wait in a listening socket to be accepted is its Recv-Q.
function sockets(  line, file, more, port) {
	file = ENVIRON["tmp"] "/sockets"
	if ("sockets" in untrusted || (more = (getline line < file)) < 0) return
	begin("unix")
	for (; more > 0; more = (getline line < file)) {
		if (line !~ /^tcp /) { add("unix", line); continue }
		split(line, field, " ")
		states[field[2] in codes ? codes[field[2]] : field[2]]++
		if (field[2] != "LISTEN") continue
		port = field[5]
		sub(/^.*:/, "", port)
		listening[sprintf("listen :%04X 0:%X %s", port, field[3], ++number)] = 1
	}
	close(file)
	begin("tcp")
	for (line in listening) add("tcp", line, 500000)
}
function host(  line) {
	# Those of the first processor.
	while ((getline line < "/proc/cpuinfo") > 0 && line != "")
		if (line ~ /^(model name|flags|Features|vendor_id)/) add("cpu", line)
	lines("memory", "/proc/meminfo", "^(MemTotal|MemAvailable|SwapTotal|SwapFree|HugePages_Total|HugePages_Free|Hugepagesize):")
	lines("capabilities", "/proc/self/status", "^Cap(Eff|Bnd):")
	lines("lastcap", "/proc/sys/kernel/cap_last_cap")
	lines("limits", "/proc/self/limits")
	lines("cpus", "/sys/devices/system/cpu/online")
	lines("mounts", "/proc/self/mountinfo")
	lines("subtree", "/sys/fs/cgroup/cgroup.subtree_control")
	lines("lsm", "/sys/kernel/security/lsm")
	lines("apparmor", "/sys/module/apparmor/parameters/enabled")
	lines("apparmor.profiles", "/sys/kernel/security/apparmor/profiles")
	lines("selinux", "/sys/fs/selinux/enforce")
	lines("ptrace", "/proc/sys/kernel/yama/ptrace_scope")
	lines("filesystems", "/proc/filesystems")
	lines("criu.config", "/etc/criu/default.conf")
	if (mode == "target") {
		lines("usergroups", "/etc/subuid", "^(root|lxd?):")
		lines("usergroups", "/etc/subgid", "^(root|lxd?):")
	}
}
BEGIN {
	whole["mountinfo"] = "mountinfo"; whole["uid_map"] = "uidmap"; whole["gid_map"] = "gidmap"; whole["limits"] = "limits.init"
	split("ESTAB SYN-SENT SYN-RECV FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT UNCONN CLOSE-WAIT LAST-ACK LISTEN CLOSING", field, " ")
	for (code = 1; code <= 11; code++) codes[field[code]] = sprintf("%02X", code)
	if (mode != "list" && mode != "paths") host()
}
/^[ =]/ || !length($0) {
	if (/^=/) current = substr($0, 2)
	# A date without nanoseconds.
	else if (current == "begin" || current == "finish") sub(/[^ 0-9].*/, "000000000")
	if (current == "finish") complete = 1
	print
	next
}
/^!/ { untrusted[substr($0, 2)] = 1; next }
{
	at = index($0, ":")
	if (substr($0, 1, at) != path) {
		path = substr($0, 1, at)
		number = 0
		parts = split(substr(path, 1, at - 1), part, "/")
		kind = parts == 4 ? part[4] : part[4] == "net" ? "net." part[5] : part[4]
	}
	number++
	text = substr($0, at + 1)
	if (kind == "maps") {
		# None that matters is an answer as well.
		begin("maps")
		if (text ~ / (\/dev\/|\/dmabuf|\/memfd:|\/SYSV|\/secretmem|\/anon_hugepage|anon_inode:|\[uprobes\]|.*libsystemd-(core|shared)-|.*\(deleted\)$)/) add("maps", $0, 1000000)
	} else if (kind == "status") {
		if (text ~ /^(Name|Uid|NSpid|NSsid|TracerPid|CapEff|Seccomp|RssAnon|RssShmem|VmSwap|HugetlbPages|Threads):/) add("status", $0)
	} else if (kind == "stat") add("stat", text)
	else if (kind == "cmdline") add("cmdline", $0, 1000000)
	else if (kind == "cgroup") add("cgroups", $0, 1000000)
	else if (kind == "fdinfo") {
		begin("fdinfo")
		if (text ~ /^(inotify|fanotify|prog_type|map_type)/) add("fdinfo", $0, 2000000)
	} else if (kind == "net.tcp" || kind == "net.tcp6") {
		begin("tcp")
		split(text, field, " ")
		if (number > 1) states[field[4]]++
		if (field[4] == "0A") add("tcp", "listen " field[2] " " field[5] " " field[10], 500000)
	} else if (kind == "net.dev") {
		if (number > 2) add("net.devices", text)
	} else add(kind in whole ? whole[kind] : kind, text)
}
END {
	current = ""
	while ((getline line < (ENVIRON["tmp"] "/aside")) > 0) print line
	if (mode == "source") sockets()
	for (state in states) add("tcp", "state " state " " states[state], 600000)
	probe("paths"); probe("sums")
	if (mode == "list" || mode == "host") { probe("containers"); probe("moved"); probe("sizes") }
	if (mode != "list" && mode != "paths") {
		probe("addresses"); probe("criu.check", 65536); probe("cpu.image")
	}
	if (mode == "source" || mode == "target") { probe("running"); probe("moved") }
	if (mode == "source") {
		probe("size"); probe("namespaces"); probe("host.namespaces"); probe("fds"); probe("deleted", 1000000)
		probe("links.inside", 200000); probe("locks")
	}
	if (complete) print "\n=end"
}'
}
`;
