import { Link } from '@mui/material';
import type { ReactNode } from 'react';
import type { LookupCoverage } from '../../shared/contract/lookups.ts';
import { href } from '../stores/route-store.ts';
import { count, counted, month, tenths } from '../text/format.ts';
import { Banner } from './status-chip.tsx';

/** '99.2 % of October 2026’s 1,812 values have a row, 14 have none.' */
export function coverageText({ period, records, isWhole, values, missing, unmapped, hasOtherwise }: LookupCoverage): string {
  const counted_ = `${month(period)}${isWhole ? '' : ` (its first ${count(records)} orders)`}`;
  if (values === 0) return `No order of ${counted_} has a value to look up.`;
  if (missing === 0) return `All ${count(values)} values of ${counted_} have a row.`;
  const words = unmapped.slice(0, 3).map(({ value }) => `“${value}”`).join(', ');
  return `${tenths(values - missing, values)} of the ${counted(values, 'value')} of ${counted_} have a row; ${count(missing)} ${missing === 1 ? 'has' : 'have'} none: ${words}${unmapped.length > 3 ? ` and ${count(unmapped.length - 3)} more` : ''}.${hasOtherwise ? ' They take “otherwise”.' : ' Their orders would stop.'}`;
}

const toneOf = ({ values, missing, hasOtherwise }: LookupCoverage) => (values === 0 || hasOtherwise ? 'quiet' : missing === 0 ? 'good' : 'problem');

type CoverageBannerProps = { use: LookupCoverage; /** The place that looks it up, where several are shown. */ named?: 'table' | 'place'; action?: ReactNode };

/** How far a table reaches in the records of a month, at one place that uses it. */
export function CoverageBanner({ use, named, action }: CoverageBannerProps) {
  const name = named === 'table' ? <><Link color="inherit" href={href(`lookups/${use.table}`)}>{use.tableName}</Link>: </> : named === 'place' ? <><Link color="inherit" href={href(`mappings/${use.mapping}`)}>{use.mappingName}</Link>, {use.target}: </> : null;
  return <Banner tone={toneOf(use)} action={action}>{name}{coverageText(use)}</Banner>;
}
