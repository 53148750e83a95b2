import { z } from 'zod';

// The window's content security policy forbids making code from text, which zod would otherwise try for every schema.
// Imported before everything else, because schemas look at this when they are made.
z.config({ jitless: true });
