using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Browser.Accessibility;

/// <summary>
/// The rules of axe (https://www.deque.com/axe/core-documentation), run in the page itself. The package for Playwright
/// is for pages with frames: it loads axe into an empty page with each run, which takes longer than the rules.
/// </summary>
internal static class Axe
{
    private const string Run = """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(rule =>
          `${rule.id} (${rule.help}): ${rule.nodes.slice(0, 3).map(node => node.html).join(' | ')}`)
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Finds the rules that a page violates.</summary>
    /// <param name="page">The page, as it is shown now.</param>
    /// <returns>Each violated rule with the first elements that violate it.</returns>
    public static async Task<List<string>> ViolationsAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof axe === 'object'"))
        {
            await page.EvaluateAsync(Script);
        }

        return [.. await page.EvaluateAsync<string[]>(Run)];
    }
}
