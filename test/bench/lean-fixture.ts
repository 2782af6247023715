// The screens' fixture, with the settings of V8 that the program gives itself.
import { beLean } from '../../source/commands/lean.ts';

beLean();
await import('../screens/fixture.tsx');
