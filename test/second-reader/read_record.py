"""A second reader of records, written from FORMATS.md alone: python3 read_record.py INCIDENT-FOLDER

Prints the order and the digest as one JSON object; problems as {file, line, kind}. Exit 1 when there are errors.
"""
import hashlib, heapq, json, pathlib, sys

MAX_LINE = 65_536
WARNINGS = {'torn-tail', 'fragment', 'zero-filled', 'extra-root', 'clock-order'}
ENVELOPE = {'v': int, 'id': str, 'parents': list, 'rec': str, 'rep': str, 'by': str, 'at': str, 'type': str, 'data': dict, 'hash': str}


def judge(raw):
    """One line without its line feed: an event, or the kind of its damage; None for an empty line."""
    if raw == b'':
        return None
    if raw.strip(b'\0') == b'':
        return 'zero-filled'
    if len(raw) + 1 > MAX_LINE:
        return 'oversized'
    if raw[-75:-66] != b',"hash":"' or raw[-2:] != b'"}':
        return 'bad-envelope' if raw.endswith(b'"}\r') else 'fragment'
    try:
        event = json.loads(raw.decode('utf-8'))
    except UnicodeDecodeError:
        return 'not-utf8'
    except ValueError:
        event = None
    stated, redacted = raw[-66:-2].decode('latin-1'), isinstance(event, dict) and 'redacted' in event
    own = hashlib.sha256(raw[:-75]).hexdigest()
    if not redacted and own != stated:
        return 'bad-hash'
    if event is None:
        return 'not-json'
    needed = {'v', 'id', 'parents', 'hash'} if redacted else ENVELOPE
    if redacted:
        event['stub'] = own
    return event if all(type(event.get(key)) is ENVELOPE[key] for key in needed) else 'bad-envelope'


def read(folder):
    events, problems = {}, []
    for file in sorted(pathlib.Path(folder, 'log').glob('*.jsonl')):
        lines = file.read_bytes().split(b'\n')
        for number, raw in enumerate(lines, 1):
            found = judge(raw)
            if found == 'fragment' and number == len(lines):
                found = 'torn-tail'
            if isinstance(found, str):
                problems.append((file.name, number, found))
            elif found:
                events.setdefault(found['hash'], found | {'file': file.name, 'line': number})
    return events, problems


def order(events):
    """Parents first, then the smaller id, then the smaller hash (Kahn)."""
    waiting = {h: len({p for p in e['parents'] if p in events}) for h, e in events.items()}
    children = {}
    for h, e in events.items():
        for parent in set(e['parents']):
            children.setdefault(parent, []).append(h)
    ready = [(events[h]['id'], h) for h, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    while ready:
        _, h = heapq.heappop(ready)
        yield events[h]
        for child in children.get(h, []):
            waiting[child] -= 1
            if waiting[child] == 0:
                heapq.heappush(ready, (events[child]['id'], child))


def main(folder):
    events, problems = read(folder)
    ordered = list(order(events))
    for e in ordered:
        missing = [p for p in e['parents'] if p not in events]
        problems += [(e['file'], e['line'], 'missing-parent') for _ in missing]
    reasons = {(e['data'].get('of'), e['data'].get('stub')) for e in ordered if e.get('type') == 'entry.redacted'}
    unexplained = [e for e in ordered if 'stub' in e and (e['hash'], e['stub']) not in reasons]
    problems += [(e['file'], e['line'], 'redacted-without-reason') for e in unexplained]
    if not any(e.get('type') == 'incident.opened' and not e['parents'] for e in ordered):
        problems.append(('', 0, 'no-opening'))
    heads = sorted(set(events) - {p for e in ordered for p in e['parents']})
    digest = heads[0] if len(heads) == 1 else hashlib.sha256('\n'.join(heads).encode()).hexdigest()
    print(json.dumps({'digest': digest, 'order': [e['hash'] for e in ordered], 'problems': problems}))
    return any(kind not in WARNINGS for _, _, kind in problems)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
