import type { Terminal } from '../core/ports/person-ports.ts';
import { acknowledge } from './acknowledge.ts';
import type { View } from './views/view.ts';

export type Format = 'terminal' | 'json' | 'quiet' | 'nagios';

/** One view as text in the format that was asked for. Renderers are siblings: none knows of another. */
export async function render(view: View, format: Format, terminal: Terminal): Promise<string> {
  switch (format) {
    case 'json':
      return (await import('./json.ts')).json(view);
    case 'quiet':
      return (await import('./quiet.ts')).quiet(view);
    case 'nagios':
      return view.kind === 'checks' ? (await import('./plugin-line.ts')).pluginLine(view) : '';
    case 'terminal': {
      if (view.kind === 'recorded') return acknowledge(view, false);
      const [{ screen }, { styleFor }] = [await import('./screen.ts'), await import('./style.ts')];
      return screen(view, await styleFor(terminal), terminal.columns, terminal.screen);
    }
  }
}
