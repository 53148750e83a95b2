import {
  CellStyleModule, ClientSideRowModelApiModule, ClientSideRowModelModule, ColumnApiModule, ColumnAutoSizeModule, EventApiModule, InfiniteRowModelModule, ModuleRegistry,
  PinnedRowModule, RenderApiModule, RowApiModule, RowSelectionModule, RowStyleModule, ScrollApiModule, TextEditorModule, TextFilterModule, TooltipModule, ValidationModule,
} from 'ag-grid-community';

let registered = false;

/** Only what Tieout uses, so that the page stays small. The validation texts are for developers. */
export function registerGridModules(): void {
  if (registered) return;
  registered = true;
  ModuleRegistry.registerModules([
    CellStyleModule, ClientSideRowModelApiModule, ClientSideRowModelModule, ColumnApiModule, ColumnAutoSizeModule, EventApiModule, InfiniteRowModelModule,
    PinnedRowModule, RenderApiModule, RowApiModule, RowSelectionModule, RowStyleModule, ScrollApiModule, TextEditorModule, TextFilterModule, TooltipModule,
    ...(import.meta.env.DEV ? [ValidationModule] : []),
  ]);
}
