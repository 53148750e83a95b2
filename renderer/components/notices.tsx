import { Alert, Button, Snackbar } from '@mui/material';
import { useNotices } from '../stores/notice-store.ts';
import { go } from '../stores/route-store.ts';
import { errorDetails, errorText } from '../text/error-text.ts';

const SAID_MS = 3_500;
/** What was done is said at the foot of the rail, where it covers no figures. */
const onTheRail = { '&&': { left: { md: 8 }, right: { md: 'auto' }, bottom: { md: 8 }, width: { md: 168 } } };
const narrow = { width: { md: '100%' }, px: { md: 1.25 }, fontSize: { md: 12.5 }, lineHeight: { md: 1.35 }, '& .MuiAlert-icon': { display: { md: 'none' } }, '& .MuiAlert-action': { p: { md: 0 }, mr: { md: -0.5 } } };

/** One line at the foot of the window: what was done goes by itself, what was refused stays until it is read. */
export function Notices() {
  const { notice, dismiss } = useNotices();
  if (!notice) return null;
  const failed = notice.kind === 'failed';
  const text = failed ? errorText(notice.error) : undefined;
  const act = () => {
    if (failed && text?.act === 'copy') void navigator.clipboard.writeText(errorDetails(notice.error));
    if (text?.act === 'connections') go('connections');
    dismiss();
  };
  return (
    <Snackbar key={notice.key} open autoHideDuration={failed ? null : SAID_MS} onClose={(_, reason) => { if (reason !== 'clickaway') dismiss(); }} anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }} sx={failed ? {} : onTheRail}>
      <Alert severity={failed ? 'error' : 'success'} variant="filled" onClose={dismiss} sx={{ maxWidth: 720, alignItems: 'center', ...(failed ? {} : narrow) }}
        {...(text && (text.act === 'copy' || text.act === 'connections') ? { action: <><Button color="inherit" onClick={act}>{text.button}</Button><Button color="inherit" onClick={dismiss}>Close</Button></> } : {})}>
        {failed ? notice.error.message : notice.text}
      </Alert>
    </Snackbar>
  );
}
