// Runs Azurite for as long as the process that started it: when that process ends, even by kill -9, the standard input of
// this one closes. Azurite then writes to disk the data that it still holds in memory, which a killed Azurite would lose.
// While Azurite still starts it does not listen for the signal and holds no data, so the process just ends.
process.stdin.on("close", () => process.emit("SIGTERM") || process.exit());
process.stdin.resume();

// Its output may have no reader by then; that must not end Azurite before it has written its data.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

require("./lookups.js");
require("azurite/dist/src/azurite.js");
