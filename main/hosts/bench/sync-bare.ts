import { Pool } from 'undici';
import { answerParent, timed } from './child.ts';

/** The limit: the same bodies to the same server over as many sockets, with everything of ours taken away. */
answerParent(async question => {
  const { url, bodies, lanes } = question as { url: string; bodies: string[]; lanes: number };
  const pool = new Pool(url, { connections: lanes, pipelining: 1 });
  const headers = { 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer measured' };
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const answer = await pool.request({ path: '/orders', method: 'POST', headers, body });
      await answer.body.text();
    }
  };
  const { seconds, cpuSeconds } = await timed(() => Promise.all(Array.from({ length: lanes }, lane)));
  await pool.close();
  return { seconds, cpuSeconds };
});
