import type { EventBody } from './events.ts';

/** What will be done: stage by stage, with the exact commands. Made by `engine/plan.ts` from facts. */
export type Plan = Omit<Extract<EventBody, { type: 'plan' }>, 'type'>;
