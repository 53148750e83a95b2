import { Box, Tab, Tabs, Typography } from '@mui/material';
import { useMemo } from 'react';
import type { MappingId } from '../../../shared/values/id.ts';
import { Page } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { go, href } from '../../stores/route-store.ts';
import { mappingStates } from '../../text/words.ts';
import { FieldsTab } from './fields-tab.tsx';
import { MappingActions } from './mapping-actions.tsx';
import { DriftBanner } from './drift-banner.tsx';
import { PreviewTab } from './preview-tab.tsx';
import { TryTab } from './try-tab.tsx';
import { useMapping } from './use-mapping.ts';
import { VersionsTab } from './versions-tab.tsx';

type EditorProps = { id: MappingId; tab: string; version: number | undefined };

const TABS = { fields: 'Fields', preview: 'Preview', try: 'Try on a past month', versions: 'Versions' } as const;

/** One mapping: its fields, whole records through it, and what changed between its versions. */
export function MappingEditor({ id, tab, version }: EditorProps) {
  const work = useMapping(id, version);
  const transforms = useQuery([], client => client.mappings.transforms({}));
  const byName = useMemo(() => new Map((transforms.status === 'ready' ? transforms.value : []).map(transform => [transform.name, transform])), [transforms]);
  const back = { to: 'mappings', label: 'Back to mappings' };
  const { opened, summary } = work;
  if (opened.status !== 'ready' || !summary) return <Page title="Mapping" back={back}><Waiting on={opened} /></Page>;

  const shown = tab in TABS ? tab : 'fields';
  const at = version === undefined ? '' : `?version=${version}`;
  const isOld = version !== undefined && version !== Math.max(...opened.value.versions.map(each => each.version));
  return (
    <Page title={summary.name} back={back} actions={!isOld && <MappingActions summary={summary} work={work} />}
      beside={<Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flex: 'none' }}><Status status={{ ...mappingStates[summary.state], label: `v${summary.version} ${mappingStates[summary.state].label.toLowerCase()}` }} filled /><Typography variant="body2" color="textSecondary" noWrap>by {summary.author}{summary.publishedVersion !== null && summary.publishedVersion !== summary.version ? ` · runs use v${summary.publishedVersion}` : ''}</Typography></Box>}>
      <Tabs value={shown} aria-label="Sides of the mapping" onChange={(_, chosen: string) => go(`mappings/${id}/${chosen}${at}`)} sx={{ borderBottom: 1, borderColor: 'divider', mt: -1, flex: 'none' }}>
        {Object.entries(TABS).map(([key, label]) => <Tab key={key} value={key} label={label} />)}
      </Tabs>
      <DriftBanner id={id} />
      {isOld && <Banner tone="quiet">This is version {summary.version}, as it was. <a href={href(`mappings/${id}`)}>Go to the newest</a>.</Banner>}
      {shown === 'fields' && <FieldsTab work={work} summary={summary} version={version} transforms={byName} canEdit={!isOld} />}
      {shown === 'preview' && <PreviewTab id={id} version={version} rev={summary.rev} transforms={byName} />}
      {shown === 'try' && <TryTab summary={summary} version={version} />}
      {shown === 'versions' && <VersionsTab id={id} versions={opened.value.versions} />}
    </Page>
  );
}
