import './engine/zod-settings.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './engine/connect.ts';

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no #root');
createRoot(place).render(<App transport={await connect()} />);
