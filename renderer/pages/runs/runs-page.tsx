import { Tab, Tabs } from '@mui/material';
import { Page } from '../../components/page.tsx';
import { go, useRoute } from '../../stores/route-store.ts';
import { useUi } from '../../stores/ui-store.ts';
import { month } from '../../text/format.ts';
import { RecordsTab } from './records-tab.tsx';
import { RunsTab } from './runs-tab.tsx';
import { StartButton } from './start-button.tsx';
import { WorkflowTab } from './workflow-tab.tsx';

/** `#/runs/<run>` is one run, `#/runs/workflow` what runs do, `#/runs/records` every order of the month, `#/runs/records/<record>` one order's timeline. */
export function RunsPage() {
  const { rest: [first, second], parameters } = useRoute();
  const period = useUi(ui => ui.period);
  const shown = first === 'records' || first === 'workflow' ? first : 'runs';
  return (
    <Page title={shown === 'records' ? `Orders of ${month(period)}` : 'Runs'} actions={<StartButton />}>
      <Tabs value={shown} aria-label="Runs and orders" onChange={(_, tab: string) => go(tab === 'runs' ? 'runs' : `runs/${tab}`)} sx={{ borderBottom: 1, borderColor: 'divider', mt: -1, flex: 'none' }}>
        <Tab value="runs" label="Runs" />
        <Tab value="records" label="Orders" />
        <Tab value="workflow" label="Workflow" />
      </Tabs>
      {shown === 'runs' ? <RunsTab chosen={first} /> : shown === 'workflow' ? <WorkflowTab /> : <RecordsTab key={period} period={period} record={second} state={parameters['state']} />}
    </Page>
  );
}
