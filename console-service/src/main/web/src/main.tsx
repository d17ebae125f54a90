import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import 'uplot/dist/uPlot.min.css';
import { Failure, get, login } from './api';
import { exported } from './exported';
import { time } from './format';
import { link, useNews, useRoute } from './hooks';
import { RunPage } from './pages/RunPage';
import { Runs } from './pages/Runs';
import './style.css';

function App() {
  const [allowed, setAllowed] = useState<boolean | null>(null);
  useEffect(() => {
    get('api/runs').then(
      () => setAllowed(true),
      (failure: unknown) => setAllowed((failure as Failure).status !== 401),
    );
  }, []);
  const route = useRoute();
  const { news, connected } = useNews(allowed === true && !exported);
  const [section, name] = route.parts;
  useEffect(() => {
    document.title = name ? `${name} – Preceptor console` : 'Preceptor console';
  }, [name]);
  if (allowed === null) {
    return <p class="note">Loading…</p>;
  }
  return (
    <>
      <header class="top">
        <a href={link('runs')}>Preceptor console</a>
        {exported && <span>a copy of {time(exported.written_millis)}; it does not change any more</span>}
        {!connected && allowed && (
          <span class="warn" role="status">
            not connected; what is shown may be old
          </span>
        )}
      </header>
      {!allowed ? <Login onOpen={() => setAllowed(true)} /> : section === 'runs' && name ? <RunPage key={name} name={name} route={route} news={news} /> : <Runs news={news} />}
    </>
  );
}

function Login({ onOpen }: { onOpen: () => void }) {
  const [token, setToken] = useState('');
  const [said, setSaid] = useState('');
  const open = async (event: Event) => {
    event.preventDefault();
    const status = await login(token);
    if (status === 204) {
      onOpen();
    } else {
      setSaid(status === 429 ? 'Too many tries; wait a minute.' : 'That is not the token of this console.');
    }
  };
  return (
    <main>
      <h1>Token</h1>
      <form class="bar" onSubmit={open}>
        <label>
          token of this console{' '}
          <input type="password" autocomplete="off" value={token} onInput={(event) => setToken(event.currentTarget.value)} />
        </label>
        <button>open</button>
      </form>
      {said && (
        <p class="note warn" role="alert">
          {said}
        </p>
      )}
    </main>
  );
}

const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<App />, root);
}
