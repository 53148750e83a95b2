import { LookupTableId } from '../../../shared/values/id.ts';
import { useRoute } from '../../stores/route-store.ts';
import { LookupList } from './lookup-list.tsx';
import { LookupEditor } from './lookup-editor.tsx';

/** `#/lookups` is the list of tables, `#/lookups/<id>` one table, `?show=missing` what has no row in it. */
export function LookupsPage() {
  const { rest: [id], parameters } = useRoute();
  const opened = LookupTableId.safeParse(id);
  return opened.success ? <LookupEditor key={opened.data} id={opened.data} show={parameters['show']} /> : <LookupList />;
}
