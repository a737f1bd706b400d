// Parses every M expression of a Power BI project with Microsoft's parser. Arguments: the parser's folder, the project's.
// An expression that was spoiled on purpose has to be refused, or this shows nothing.

const fs = require("fs");
const path = require("path");

const [, , modules, project] = process.argv;
const { DefaultSettings, ResultUtils, TaskUtils } = require(modules);

function* files(folder) {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
        const full = path.join(folder, entry.name);
        if (entry.isDirectory()) yield* files(full);
        else if (entry.name.endsWith(".tmdl")) yield full;
    }
}

// What stands behind an equals sign, on its line or below it two tabs deeper.
function* expressions(text) {
    const lines = text.split("\n");
    for (let i = 0; i < lines.length; i++) {
        const head = /^(\t*)(?:expression .*?|source) =(.*)$/.exec(lines[i]);
        if (!head) continue;
        const deep = "\t".repeat(head[1].length + 2);
        const block = [head[2].trim()];
        while (i + 1 < lines.length && (lines[i + 1].startsWith(deep) || (lines[i + 1] === "" && block.length > 1))) {
            block.push(lines[++i].slice(deep.length));
        }
        yield block.join("\n").trim();
    }
}

async function accepted(m) {
    const task = await TaskUtils.tryLexParse(DefaultSettings, m);
    return TaskUtils.isParseStageOk(task);
}

(async () => {
    let count = 0;
    for (const file of files(project)) {
        for (const m of expressions(fs.readFileSync(file, "utf8"))) {
            if (!(await accepted(m))) {
                console.error(`${file}: not M:\n${m}`);
                process.exit(1);
            }
            // The constants of the parameters are too plain to be spoiled like this.
            if (m.includes("(") && (await accepted(m.replace("(", "(,")))) {
                console.error(`${file}: a spoiled expression was accepted`);
                process.exit(1);
            }
            count++;
        }
    }
    if (count < 20) {
        console.error(`${count} expressions only`);
        process.exit(1);
    }
    console.log(`${count} expressions parse`);
})();
