// Runs Azurite for as long as the process that started it: when that process ends, even by kill -9, the standard input of this one
// closes, and Azurite then writes to disk what it still holds in memory, which a killed Azurite would lose.
process.stdin.on("close", () => process.emit("SIGTERM"));
process.stdin.resume();

// Nobody may be left to read what it prints meanwhile; that must not end it before it has written.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

require("azurite/dist/src/azurite.js");
