import { describe, expect, it } from '@jest/globals';
import { needsTerminal } from '../../../src/plan/markdown/terminal-commands.ts';

describe('commands that talk with a person', () => {
  it.each([
    'ssh web-1',
    'ssh -p 22 ana@web-1',
    'ssh -t web-1 sudo -i',
    'vim /etc/hosts',
    'less log',
    'journalctl -u web | less',
    'top',
    'watch df -h',
    'sudo -u gitlab psql',
    'psql -h db-1 -U app app',
    'mysql -u root -p app',
    'kubectl exec -it web -- bash',
    'kubectl -n shop exec -ti web -- sh',
    'oc debug node/a -it --image=busybox',
    'kubectl edit deployment web',
    'kubectl logs -f web',
    'docker exec -it web sh',
    'tail -f /var/log/web',
    'sudo -i',
    'cd /srv && vi a',
    'crontab -e',
  ])('%s', (script) => expect(needsTerminal(script)).toBe(true));

  it.each([
    'ssh web-1 uptime',
    'ssh -p 22 web-1 uptime',
    'kubectl get pods',
    'kubectl exec web -- df -h',
    'kubectl logs web',
    'psql -c "select 1"',
    'psql app < dump.sql',
    'echo "select 1" | psql app',
    'mysql -e "show processlist"',
    'echo "ssh web-1"',
    "grep 'vim ' log",
    'systemctl restart web',
    'sudo -u gitlab ls',
    'tail -n 100 log',
    'cat <<EOF\nvim a\nEOF',
    'bash ./script.sh',
  ])('not %s', (script) => expect(needsTerminal(script)).toBe(false));
});
