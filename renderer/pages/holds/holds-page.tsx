import { useRef, useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { Hold } from '../../../shared/contract/dead-letters.ts';
import { ActButton } from '../../components/act-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { KeyHints } from '../../components/key-hints.tsx';
import { Page } from '../../components/page.tsx';
import { useCommand, usePages } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { momentColumn, moneyColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid, type GridHandle } from '../../grid/data-grid.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { counted } from '../../text/format.ts';

const COLUMNS = [
  textColumn<Hold>('reference', 'Order', { width: 200, strong: true }),
  textColumn<Hold>('rule', 'Rule', { width: 190 }),
  textColumn<Hold>('reason', 'Why it is held', { flex: 1, minWidth: 240 }),
  moneyColumn<Hold>('amountMinor', 'Amount', { currency: hold => hold.currency, showCurrency: true, width: 130 }),
  momentColumn<Hold>('heldAt', 'Since', { width: 130 }),
];

const holdId = ({ id }: Hold): string => id;

export function HoldsPage() {
  const pages = usePages<Hold>('holds', (client, page) => client.holds.list({ page }));
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const grid = useRef<GridHandle<Hold>>(null);
  const [selected, setSelected] = useState<Hold[]>([]);
  const [releasing, setReleasing] = useState<Hold[]>();
  const release = useCommand((engine, input: { ids: Hold['id'][]; reason: string }) => engine.holds.release(input), { inline: true });
  const notAllowed = whyNot(contract.holds.release);
  const onConfirm = async (reason: string) => {
    const answer = await release.run({ ids: (releasing ?? []).map(({ id }) => id), reason });
    if (!answer) return;
    setReleasing(undefined);
    grid.current?.clearSelection();
    say(`${counted(answer.released, 'order')} released; the next run sends them`);
  };
  return (
    <Page title="Held" actions={<ActButton variant="contained" whyNot={notAllowed} disabled={selected.length === 0} onClick={() => setReleasing(selected)}>{selected.length > 0 ? `Release ${selected.length}…` : 'Release…'}</ActButton>}>
      <DataGrid<Hold>
        id="holds" label="Held orders" unit="order" ref={grid} columns={COLUMNS} rowId={holdId} pages={pages}
        selection="many" onSelect={setSelected}
        onOpen={hold => { if (notAllowed === undefined) setReleasing([hold]); }}
        onKey={(key, hold) => {
          const under = selected.length > 0 ? selected : hold ? [hold] : [];
          if (key !== 'r' || under.length === 0 || notAllowed !== undefined) return false;
          setReleasing(under);
          return true;
        }}
        empty={{ title: 'Nothing is held', text: 'Orders above the hold limit, and orders that a rule wants looked at, wait here before they are sent. The limit is in Settings.' }}
      />
      <KeyHints keys={[['Space', 'select'], ['R', 'release']]} />
      <ConfirmDialog open={releasing !== undefined} title={`Release ${counted(releasing?.length ?? 0, 'held order')}`} action="Release"
        text={releasing?.length === 1 ? `${releasing[0]?.reference ?? ''}: ${releasing[0]?.reason ?? ''}` : 'They are sent by the next run; your reason is kept with each of them.'}
        reason={{ label: 'Why they may go on' }} busy={release.busy} error={release.error}
        onClose={() => { setReleasing(undefined); release.clear(); }} onConfirm={reason => { void onConfirm(reason); }} />
    </Page>
  );
}
