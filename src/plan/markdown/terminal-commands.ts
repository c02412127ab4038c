import { shellText } from './shell-text.ts';

const always =
  /^(?:vi|vim|nvim|view|nano|emacs|less|more|man|info|top|htop|atop|iotop|watch|tmux|screen|visudo|passwd|su|telnet|fdisk|cfdisk)$/;
/** Programs that talk with a person, unless they are told on the command line, or by a pipe, what to do. */
const told: Readonly<Record<string, RegExp>> = {
  psql: /\s(?:-\w*[cfl]|--command|--file|--list)\b/,
  mysql: /\s(?:-\w*e|--execute)\b/,
  mariadb: /\s(?:-\w*e|--execute)\b/,
  sqlite3: /\s\S+\s+\S/,
  mongo: /\s(?:--eval|\S+\.js)\b/,
  mongosh: /\s(?:--eval|--file|\S+\.js)\b/,
  'redis-cli': /\s[A-Za-z]+\s*$|\s(?:[A-Z]{3,}|get|set|info|ping)\b/,
  python: /\s\S/,
  python3: /\s\S/,
  bash: /\s\S/,
  sh: /\s\S/,
  zsh: /\s\S/,
  node: /\s\S/,
};
const asksFor: Readonly<Record<string, RegExp>> = {
  kubectl:
    /\s(?:exec|run|debug|attach)\b.*\s(?:-\w*t\w*|--tty)\b|\sedit\b|\slogs?\b.*\s(?:-f|--follow)\b|\s(?:-w|--watch)\b/s,
  oc: /\s(?:exec|run|attach)\b.*\s(?:-\w*t\w*|--tty)\b|\s(?:rsh|edit)\b|\sdebug\b(?!.*\s--\s)|\slogs?\b.*\s(?:-f|--follow)\b|\s(?:-w|--watch)\b/s,
  docker: /\s(?:exec|run|attach)\b.*\s(?:-\w*t\w*|--tty)\b|\slogs\b.*\s(?:-f|--follow)\b/s,
  podman: /\s(?:exec|run|attach)\b.*\s(?:-\w*t\w*|--tty)\b|\slogs\b.*\s(?:-f|--follow)\b/s,
  tail: /\s(?:-\w*[fF]\b|--follow)/,
  journalctl: /\s(?:-\w*f\b|--follow)/,
  crontab: /\s-e\b/,
  systemctl: /\sedit\b/,
  git: /\s(?:rebase\s+-i|add\s+-p)\b/,
  sudo: /\s(?:-i|-s|su)\s*$/,
};

/** Everything before the program's own name: `sudo -u gitlab`, `PGUSER=x`, `time`. */
const before =
  /^(?:(?:sudo(?=\s+[^-\s]|\s+-[^is\s])(?:\s+-(?:[ugh]\s+\S+|\w+))*|time|exec|command|env|[A-Za-z_]\w*=\S*)\s+)+/;

function needs(line: string, piped: boolean): boolean {
  const command = line.trim().replace(before, '');
  const name = /^\S+/.exec(command)?.[0].replace(/.*\//, '') ?? '';
  const rest = command.slice(/^\S+/.exec(command)?.[0].length ?? 0);
  if (always.test(name)) return true;
  if (asksFor[name]?.test(rest)) return true;
  // `ssh host` is a shell there; `ssh host uptime` only prints.
  if (name === 'ssh')
    return (
      /\s-\w*t/.test(rest) ||
      (!piped && /^(?:\s+-(?:[bcDEeFIiJLlmOopQRSWw]\s+\S+|\w+))*\s+[^-\s]\S*\s*$/.test(rest))
    );
  const settled = told[name];
  return settled !== undefined && !piped && !settled.test(rest) && !rest.includes('<');
}

/** Whether one of the script's commands talks with the person who runs it: it then gets the terminal. */
export function needsTerminal(script: string): boolean {
  const { contexts } = shellText(script);
  // What is quoted, and text for another program, is no command of this one.
  const bare = script
    .replace(/\\\n/g, '  ')
    .split('')
    .map((char, at) => (contexts[at] === 'plain' || char === '\n' ? char : 'x'))
    .join('');
  return bare.split(/\n|;|&&|\|\|/).some((list) => list.split('|').some((part, at) => needs(part, at > 0)));
}
