#!/usr/bin/env node
require('../dist/inc.cjs');
