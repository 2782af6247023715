/**
A shell function that lists the files of an image, in its directory, a line each: checksum, size and name (cksum(1)), of
memory pages name and size alone, because to read them once more would take as long as to send them. Both hosts make
this list, and what the source's has the target's must have (action-script.ts, attendant-script.ts, engine/where.ts).
*/
export const imageListing = `listing() {
	pages=
	set --
	for file in *; do
		case $file in
			*.log | ferry-manifest) ;;
			pages-*.img) pages=yes ;;
			*) [ ! -f "$file" ] || set -- "$@" "$file" ;;
		esac
	done
	cksum "$@" && { [ -z "$pages" ] || stat -c '%n %s' pages-*.img; }
}
`;
