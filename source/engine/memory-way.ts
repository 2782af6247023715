import { loopback, type PageServer, pageServerConfig, startPageServer } from '../hosts/page-server.ts';
import { openTunnel } from '../hosts/tunnel.ts';
import { limits, within } from './limits.ts';
import type { Session } from './session.ts';

/** A page server on the target, and the way there for CRIU on the source. */
export type MemoryWay = {
	server: PageServer;
	/** CRIU's settings for a dump that sends its memory this way. */
	config: string;
	close(): Promise<void>;
};

/**
Through the ssh connection, from loopback to loopback; or straight to the one address of the target that the user has
named, on a link that they trust. `onBytes` is told how much has arrived.
*/
export const openMemoryWay = async (
	session: Session,
	imageDir: string,
	onBytes: (bytes: number) => void,
): Promise<MemoryWay> => {
	const { source, target, request } = session;
	const address = request.pageServer;
	const starting = startPageServer(target, imageDir, {
		...(address === undefined ? {} : { address }),
		onBytes,
	});
	const server = await within(starting, limits.attendant, 'Starting the page server');
	if (address !== undefined)
		return { server, config: pageServerConfig(address, server.port), close: async () => {} };
	const tunnel = await openTunnel(source, target, server.port).catch((error: unknown) => {
		server.stop();
		throw error;
	});
	return { server, config: pageServerConfig(loopback, tunnel.port), close: () => tunnel.close() };
};
