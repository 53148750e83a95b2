import { Button, Tooltip } from '@mui/material';
import { useState } from 'react';
import { mappings as contractGroup, type MappingSummary } from '../../../shared/contract/mappings.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useMay, useSignedIn } from '../../engine/person.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { MoreActions } from './more-actions.tsx';
import { TriedBefore } from './tried-before.tsx';
import type { MappingWork } from './use-mapping.ts';

type Asked = 'submit' | 'approve' | 'sendBack' | 'retire' | undefined;

/** What can be done with the version in its present state, by this person. */
export function MappingActions({ summary, work }: { summary: MappingSummary; work: MappingWork }) {
  const { person } = useSignedIn();
  const may = useMay();
  const say = useNotices(store => store.say);
  const [asked, setAsked] = useState<Asked>();
  const { state, requiredUnmapped } = summary;
  const isAuthor = person.name === summary.author;

  const acts = {
    submit: async (note: string) => { if (await work.step((client, draft) => client.mappings.submit({ ...draft, note }))) say('Submitted: an admin other than the author can approve it now'); },
    approve: async (note: string) => { if (await work.step((client, draft) => client.mappings.approve({ ...draft, note }))) say('Approved: publish it, and runs use it'); },
    retire: async (reason: string) => { if (await work.step(client => client.mappings.retire({ id: summary.id, version: summary.version, reason }))) say(`v${summary.version} is retired: no run uses it any more`); },
    sendBack: async (reason: string) => { if (await work.step((client, draft) => client.mappings.sendBack({ ...draft, reason }))) say('Sent back to its author'); },
  };
  const publish = async () => { if (await work.step((client, draft) => client.mappings.publish(draft))) say(`Published: runs use v${summary.version} from now on`); };
  const edit = async () => { if (await work.step(client => client.mappings.edit({ id: summary.id, version: summary.version }))) say('A new draft was made'); };
  const dialog = asked && DIALOGS[asked];
  return (
    <>
      <MoreActions summary={summary} work={work} onRetire={() => setAsked('retire')} />
      {state === 'draft' && may(contractGroup.suggest) && <Button variant="outlined" onClick={() => { void work.step((client, draft) => client.mappings.suggest(draft)); }}>Suggest again</Button>}
      {state === 'draft' && may(contractGroup.submit) && (
        <Tooltip title={requiredUnmapped > 0 ? 'Map every required field first.' : ''}><span><Button variant="contained" disabled={requiredUnmapped > 0} onClick={() => setAsked('submit')}>Submit</Button></span></Tooltip>
      )}
      {state === 'submitted' && may(contractGroup.sendBack) && <Button variant="outlined" onClick={() => setAsked('sendBack')}>Send back</Button>}
      {state === 'submitted' && may(contractGroup.approve) && (
        <Tooltip title={isAuthor ? 'The author cannot approve it. Another admin can.' : ''}><span><Button variant="contained" disabled={isAuthor} onClick={() => setAsked('approve')}>Approve</Button></span></Tooltip>
      )}
      {state === 'approved' && may(contractGroup.publish) && <Button variant="contained" onClick={() => { void publish(); }}>Publish</Button>}
      {state !== 'draft' && state !== 'submitted' && may(contractGroup.edit) && <Button variant={state === 'published' ? 'contained' : 'outlined'} onClick={() => { void edit(); }}>Edit as a new version</Button>}
      {dialog && <ConfirmDialog open title={dialog.title} text={asked === 'approve' ? <TriedBefore summary={summary} text={dialog.text} /> : dialog.text} action={dialog.action} reason={dialog.reason} onClose={() => setAsked(undefined)} onConfirm={typed => { setAsked(undefined); void acts[asked](typed); }} />}
    </>
  );
}

const DIALOGS = {
  submit: { title: 'Submit for approval?', text: 'Nobody can change it until it is approved or sent back.', action: 'Submit', reason: { label: 'What changed, and why', required: false } },
  approve: { title: 'Approve this mapping?', text: 'You vouch for how these documents will be posted.', action: 'Approve', reason: { label: 'Note', required: false } },
  retire: { title: 'Retire this version?', text: 'Runs that need this mapping stop until another version is published. Nothing that was posted changes.', action: 'Retire', reason: { label: 'Why?' } },
  sendBack: { title: 'Send it back?', text: 'It becomes a draft again.', action: 'Send back', reason: { label: 'What should be changed?' } },
} as const;
