import { MappingId } from '../../../shared/values/id.ts';
import { useRoute } from '../../stores/route-store.ts';
import { MappingEditor } from './mapping-editor.tsx';
import { MappingList } from './mapping-list.tsx';

/** `#/mappings` is the list, `#/mappings/<id>` one mapping, `#/mappings/<id>/preview` and `/versions` its other sides. */
export function MappingPage() {
  const { rest: [id, tab], parameters } = useRoute();
  const opened = MappingId.safeParse(id);
  if (!opened.success) return <MappingList />;
  const version = Number(parameters['version']);
  return <MappingEditor key={`${opened.data} ${parameters['version'] ?? ''}`} id={opened.data} tab={tab ?? 'fields'} version={Number.isInteger(version) && version > 0 ? version : undefined} />;
}
