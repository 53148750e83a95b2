import { claritySage100 } from './clarity-sage100.ts';
import { claritySagePro } from './clarity-sagepro.ts';
import { linnworksSage200 } from './linnworks-sage200.ts';
import type { Pair, PairName } from './pair.ts';

export const pairs: Readonly<Record<PairName, Pair>> = { 'linnworks-sage200': linnworksSage200, 'clarity-sage100': claritySage100, 'clarity-sagepro': claritySagePro };
