import { Box, Typography } from '@mui/material';
import { useMemo } from 'react';
import { AgeBucket, type Ageing, type CarriedItem } from '../../../shared/contract/close.ts';
import type { Period } from '../../../shared/values/date.ts';
import { addMonths } from '../../../shared/values/date.ts';
import { lineName } from '../../../shared/values/line-name.ts';
import { Amount } from '../../components/amount.tsx';
import { Panel } from '../../components/page.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { usePages } from '../../engine/use-engine.tsx';
import { customColumn, moneyColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { go } from '../../stores/route-store.ts';
import { kindWord, reconciliationKinds, reconciliationPath } from '../../text/close-words.ts';
import { count, counted, day, month } from '../../text/format.ts';
import { reasons } from '../../text/words.ts';

const NO_FILTER = {};
const itemId = ({ id }: CarriedItem): string => id;

/** What stays open goes into the next month's opening list, older by its days. */
export function CarriedPanel({ period, ageing, items }: { period: Period; ageing: readonly Ageing[]; items: number }) {
  const pages = usePages<CarriedItem>(['reconciliation', 'close'], (client, page) => client.close.carried({ period, page }), [period]);
  const columns = useMemo(() => [
    textColumn<CarriedItem>('key', 'Reconciliation', { width: 210, sortable: false, filter: false, text: ({ key }) => `${reconciliationKinds[key.kind]} ${key.account}` }),
    customColumn<CarriedItem>('on', 'Date', { text: item => item.on, render: item => day(item.on), width: 110 }),
    customColumn<CarriedItem>('ageDays', 'Age', { text: item => String(item.ageDays), render: item => counted(item.ageDays, 'day'), width: 86, filter: false }),
    textColumn<CarriedItem>('kind', 'Kind', { width: 110, text: item => kindWord(item.kind) }),
    textColumn<CarriedItem>('reference', 'Reference', { width: 170, text: item => (item.part ? lineName(item) : item.orderReference || item.reference) }),
    moneyColumn<CarriedItem>('amountMinor', 'Amount', { currency: item => item.currency, showCurrency: true, width: 130 }),
    textColumn<CarriedItem>('reasonText', 'Why it is open', { flex: 1, minWidth: 220, text: item => item.reasonText || (item.reason === null ? '' : reasons[item.reason]) }),
  ], []);
  const next = month(addMonths(period, 1));
  return (
    <Panel title={`Open items carried into ${next}`}>
      {items === 0 ? <Typography color="text.secondary" sx={{ px: 1.75, py: 1.5 }}>{`Nothing is open: ${next} begins with an empty list.`}</Typography> : (
        <>
          <PlainTable label="Ageing of open items">
            <thead><tr><th>Days</th>{AgeBucket.options.map(bucket => <th key={bucket}>{bucket}</th>)}<th>Outside</th><th>Ledger</th></tr></thead>
            <tbody>
              {ageing.filter(({ buckets }) => buckets.some(({ count: n }) => n > 0)).map(row => (
                <tr key={`${row.key.kind} ${row.key.account}`}>
                  <td><Box component="span" sx={{ color: 'text.secondary', mr: 0.75 }}>{reconciliationKinds[row.key.kind]}</Box><strong>{row.label}</strong></td>
                  {row.buckets.map(({ bucket, count: n }) => <td key={bucket}>{n === 0 ? <Box component="span" sx={{ color: 'text.secondary' }}>–</Box> : count(n)}</td>)}
                  <td><Amount minor={row.buckets.reduce((sum, { leftMinor }) => sum + leftMinor, 0)} currency={row.currency} showCurrency /></td>
                  <td><Amount minor={row.buckets.reduce((sum, { rightMinor }) => sum + rightMinor, 0)} currency={row.currency} showCurrency /></td>
                </tr>
              ))}
            </tbody>
          </PlainTable>
          <Box sx={{ height: 300, display: 'flex', borderTop: 1, borderColor: 'divider' }}>
            <DataGrid<CarriedItem> id="carried" label="Open items carried forward" unit="item" columns={columns} rowId={itemId} pages={pages} filter={NO_FILTER}
              onOpen={item => go(`${reconciliationPath(item)}?show=explained`)} empty={{ title: 'Nothing is open', text: 'Every line of the month is matched.' }} />
          </Box>
        </>
      )}
    </Panel>
  );
}
