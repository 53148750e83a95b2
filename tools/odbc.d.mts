/** Whether unixODBC's client and SQLite's driver are installed here. */
export function hasOdbc(): boolean;
