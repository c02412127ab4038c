// Required into inc: every clock stands still, so that two runs print the same times and durations.
const { performance } = require('node:perf_hooks');

const now = Date.parse('2026-03-04T05:06:07.000Z');
Date.now = () => now;
performance.now = () => 1000;
