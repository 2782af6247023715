/**
Left in a container's directory on the target from the first copy on, until the container runs there: what an interrupted
try leaves is known as ours by it. It holds the checksum of the configuration that stood there, or nothing.
*/
export const copyTrace = 'config.lxc-ferry-copy';

/**
A shell function for a container's directory: whether a configuration stands there that is not ours. Ours is one that was
marked when its container was moved away, that an unfinished migration has put there, or that was there and known when
this one began (config.lxc-ferry-copy).
*/
export const foreignConfig = `foreign() {
	[ -e config ] || [ -L config ] || return 1
	[ ! -f config.lxc-ferry-before ] && [ ! -f config.lxc-ferry-none ] || return 1
	! grep -q '^# lxc-ferry moved this container:' config || return 1
	[ ! -f ${copyTrace} ] || [ "$(cksum <config)" != "$(cat ${copyTrace})" ]
}
`;

/** What it says where one stands; the catalogue of failures knows it. */
export const madeMeanwhile = 'a container of this name was made here meanwhile';
