import { AppError } from '../../../shared/contract/errors.ts';
import { readSettings, writeSettings } from './settings-store.ts';
function changedNames(before, after) {
    return Object.keys(after).filter(name => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
export const settingsHandlers = {
    get: ({ db }) => readSettings(db),
    save({ db, audit }, { settings, rev, reason }) {
        const current = readSettings(db);
        if (current.rev !== rev)
            throw new AppError('settings.stale', 'fixInput', 'Somebody else changed the settings meanwhile. Look at them again, then save.');
        const changed = changedNames(current.settings, settings);
        writeSettings(db, settings, rev + 1);
        audit('settings.save', { reason, before: Object.fromEntries(changed.map(name => [name, current.settings[name]])), after: Object.fromEntries(changed.map(name => [name, settings[name]])) });
        return { settings, rev: rev + 1 };
    },
};
