const CARRIED = ['client_id', 'redirect_uri', 'response_type', 'audience', 'scope', 'state', 'code_challenge', 'code_challenge_method'];

const escaped = (text: string): string => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

const page = (body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sage ID (sandbox)</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:4rem auto;padding:0 1rem;color:#111}label{display:block;margin:.75rem 0 0}
input{width:100%;padding:.5rem;font:inherit;box-sizing:border-box}button{margin:1rem .5rem 0 0;padding:.5rem 1.25rem;font:inherit}.problem{color:#a00}</style>
</head><body>${body}</body></html>`;

/** The pages that the person sees in the browser: a sign-in form that carries the request along, or a plain refusal. */
export const signInPage = {
  /** The sandbox's one person is no secret: whoever tries it must be able to sign in. */
  form(query: URLSearchParams, { username, password }: { username: string; password: string }, problem = ''): string {
    const hidden = CARRIED.map(name => `<input type="hidden" name="${name}" value="${escaped(query.get(name) ?? '')}">`).join('');
    return page(`<h1>Sage ID sandbox</h1><p>Tieout asks to read and post in Sage 200 on your behalf.</p>
<p>This company is pretend: sign in as <b>${escaped(username)}</b> with <b>${escaped(password)}</b>.</p>${problem && `<p class="problem" role="alert">${escaped(problem)}</p>`}
<form method="post" action="/authorize">${hidden}
<label>Email<input name="username" type="email" autocomplete="username" required></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
<button type="submit" name="action" value="allow">Allow</button><button type="submit" name="action" value="deny" formnovalidate>Deny</button></form>`);
  },
  problem: (message: string): string => page(`<h1>Oops, something went wrong</h1><p class="problem">${escaped(message)}</p>`),
};
