import type { Terminal } from '../core/ports/person-ports.ts';
import { render } from './index.ts';
import type { View } from './views/view.ts';

/** A view that is shown on stderr while its command goes on. */
export const announced = (view: View, terminal: Terminal): Promise<string> =>
  render(view, 'terminal', terminal);
