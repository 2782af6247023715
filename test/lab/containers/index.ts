import type { ContainerName } from '../paths.ts';
import type { Container } from './common.ts';
import { count1 } from './count1.ts';
import { files1 } from './files1.ts';
import { mem1 } from './mem1.ts';
import { raw1 } from './raw1.ts';
import { web1 } from './web1.ts';

export const containers: Record<ContainerName, Container> = { web1, count1, mem1, files1, raw1 };
