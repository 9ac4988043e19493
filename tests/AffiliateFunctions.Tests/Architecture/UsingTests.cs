using System.Runtime.CompilerServices;

namespace AffiliateFunctions.Tests.Architecture;

/// <summary>
/// The order of using directives, as <c>dotnet format style</c> makes it: it is the one thing of that command that the
/// build does not check, and the command takes minutes.
/// </summary>
public sealed class UsingTests
{
    private static readonly string[] Folders = ["functions", "infra", "tests"];

    [Fact]
    public void Usings_stand_in_one_order_those_of_System_first()
    {
        var root = Root();
        var files = Folders
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            )
            .Where(file => !IsMade(Path.GetRelativePath(root, file)))
            .ToList();
        Assert.True(files.Count > 500, $"Only {files.Count} files are under {root}.");
        Assert.Empty(files.Where(file => !IsOrdered(Usings(file))).Select(file => Path.GetRelativePath(root, file)));
    }

    [Theory]
    [InlineData(true, "System.Text", "AffiliateFunctions.Ledger", "AffiliateFunctions.Ledger.Store", "Xunit")]
    [InlineData(false, "Xunit", "System.Text")]
    [InlineData(false, "B", "A")]
    [InlineData(true, "LocalHost.Http", "LocalHostings")]
    public void The_order_is_that_of_each_part_of_a_name(bool isOrdered, params string[] names) =>
        Assert.Equal(isOrdered, IsOrdered(names));

    private static bool IsOrdered(IReadOnlyList<string> names) =>
        names.SequenceEqual(names.Order(Comparer<string>.Create(Compare)));

    private static int Compare(string left, string other)
    {
        var (first, second) = (left.Split('.'), other.Split('.'));
        var bySystem = (second[0] == "System").CompareTo(first[0] == "System");
        if (bySystem != 0)
        {
            return bySystem;
        }

        var differs = first
            .Zip(second)
            .Select(pair => string.Compare(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault(order => order != 0);
        return differs != 0 ? differs : first.Length.CompareTo(second.Length);
    }

    // Aliases and static ones follow in an order of their own.
    private static List<string> Usings(string file) =>
        [
            .. File.ReadLines(file)
                .TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
                .Where(line =>
                    line.StartsWith("using ", StringComparison.Ordinal)
                    && line.EndsWith(';')
                    && !line.Contains('=')
                    && !line.StartsWith("using static ", StringComparison.Ordinal)
                )
                .Select(line => line["using ".Length..^1]),
        ];

    private static bool IsMade(string path) =>
        path.Split(Path.DirectorySeparatorChar) is var parts
        && (parts.Contains("bin") || parts.Contains("obj") || parts.Contains("node_modules"));

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
