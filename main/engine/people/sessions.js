/** A session ends after a working day without a call, and with the engine. */
const IDLE_MS = 10 * 60 * 60 * 1000;
/** Wrong passwords for one address before it has to wait. */
const MAX_FAILURES = 5;
const LOCK_MS = 60000;
/** Sessions live in memory only: a stolen file holds none, and a restart signs everybody out. */
export function makeSignIns() {
    const sessions = new Map();
    const failures = new Map();
    return {
        open(token, person, now) {
            sessions.set(token, { person, usedAt: Date.parse(now) });
            failures.delete(person.email.toLowerCase());
        },
        personOf(token, now) {
            const session = sessions.get(token);
            if (!session)
                return null;
            const at = Date.parse(now);
            if (at - session.usedAt > IDLE_MS) {
                sessions.delete(token);
                return null;
            }
            session.usedAt = at;
            return session.person;
        },
        close: token => void sessions.delete(token),
        closeAllOf(personId) {
            for (const [token, { person }] of sessions)
                if (person.id === personId)
                    sessions.delete(token);
        },
        waitFor(email, now) {
            const entry = failures.get(email.toLowerCase());
            if (!entry || entry.count < MAX_FAILURES)
                return 0;
            return Math.max(0, Math.ceil((entry.until - Date.parse(now)) / 1000));
        },
        failed(email, now) {
            const key = email.toLowerCase();
            const count = (failures.get(key)?.count ?? 0) + 1;
            if (failures.size > 1000)
                failures.clear();
            failures.set(key, { count, until: Date.parse(now) + LOCK_MS });
        },
    };
}
