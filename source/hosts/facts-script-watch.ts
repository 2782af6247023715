import { shell } from './shell-text.ts';

/** The part of the fact script that keeps it from hanging: a probe that does costs only what it would have told. */
export const watcher: string = shell`
# Ends what takes too long, so that a probe that hangs costs its own facts and no others: sizes, all but CRIU, and at
# last whatever is still there, by whatever name.
watch() {
	(
		nap= over= program=
		read -r own rest </proc/self/stat
		# It may come right after a nap has begun, before its number is known. A child that is not the program yet still
		# has this trap, and would lose a TERM.
		trap 'over=yes; [ -z "$nap" ] || kill -KILL "$nap"' TERM
		for step in '2 du' '6 du lxc-info lxc-ls stat cksum find ss ip nsenter getconf' '12 all'; do
			sleep "@{step%% *}" &
			nap=$!
			[ -z "$over" ] || kill -KILL "$nap"
			wait "$nap"
			nap=
			[ -z "$over" ] || exit 0
			children= more=
			read -r children <"/proc/$me/task/$me/children"
			read -r more <"/proc/$aside/task/$aside/children"
			for child in $children $more; do
				program=
				read -r program <"/proc/$child/comm"
				case "$child @{step#* } " in
					"$own "* | "$aside "*) ;;
					*' all ') kill -KILL "$child" ;;
					*" $program "*) kill "$child" ;;
				esac
			done
		done
	) >/dev/null 2>&1 &
	watcher=$!
}
unwatch() { kill "$watcher" 2>/dev/null; wait "$watcher"; }
`;
