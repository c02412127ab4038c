// Preloaded: this machine goes by another name, as one does to which a store was copied.
require('node:os').hostname = () => 'elsewhere';
