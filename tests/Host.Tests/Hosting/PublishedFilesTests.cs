using System.IO.Compression;
using LocalHost.Hosting;
using LocalHost.Workers;

namespace LocalHost.Tests.Hosting;

/// <summary>A published app can be named as its folder or as its zip.</summary>
public sealed class PublishedFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Zip => Path.Combine(_folder.FullName, "app.zip");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_zip_is_unpacked_with_its_hidden_folders_and_removed_at_the_end()
    {
        Write(("host.json", "{}"), (".azurefunctions/function.deps.json", "[]"));
        string unpacked;
        using (var files = Open()!)
        {
            unpacked = files.Folder;
            Assert.Equal("{}", File.ReadAllText(Path.Combine(unpacked, "host.json")));
            Assert.Equal("[]", File.ReadAllText(Path.Combine(unpacked, ".azurefunctions", "function.deps.json")));
        }

        Assert.False(Directory.Exists(unpacked));
        Assert.True(File.Exists(Zip));
    }

    [Fact]
    public void A_folder_is_used_as_it_is_and_stays()
    {
        List<StartProblem> problems = [];
        using (var files = PublishedFiles.Open(_folder.FullName, problems)!)
        {
            Assert.Equal(_folder.FullName, files.Folder);
        }

        Assert.Empty(problems);
        Assert.True(_folder.Exists);
    }

    [Theory]
    [InlineData("not a zip at all")]
    [InlineData("")]
    public void A_file_that_is_no_zip_is_refused(string content)
    {
        File.WriteAllText(Zip, content);
        Assert.StartsWith($"'{Zip}' cannot be unpacked: ", Refused().What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_that_was_cut_off_is_refused()
    {
        Write(("host.json", "{}"), ("app.dll", new string('x', 4_000)));
        var bytes = File.ReadAllBytes(Zip);
        File.WriteAllBytes(Zip, bytes[..(bytes.Length / 2)]);
        Assert.StartsWith($"'{Zip}' cannot be unpacked: ", Refused().What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_with_a_damaged_file_is_refused_and_leaves_no_folder()
    {
        Write(("host.json", new string('x', 4_000)));
        var bytes = File.ReadAllBytes(Zip);
        // The content follows the header of 30 bytes and the name.
        Array.Fill(bytes, (byte)0xFF, 30 + "host.json".Length, 8);
        File.WriteAllBytes(Zip, bytes);
        var temporary = Directory.GetDirectories(Path.GetTempPath(), "published-app-*");

        Assert.StartsWith($"'{Zip}' cannot be unpacked: ", Refused().What, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "published-app-*").Except(temporary));
    }

    [Theory]
    [InlineData("app.dll", "has no host.json, so it is not a published app.")]
    [InlineData("out/host.json", "has no host.json at its root, but out/host.json.")]
    public void A_zip_without_a_host_json_at_its_root_is_refused(string entry, string problem)
    {
        Write((entry, "{}"));
        Assert.Equal($"'{Zip}' {problem}", Refused().What);
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("bin/../../outside.txt")]
    [InlineData("..\\outside.txt")]
    [InlineData("/outside.txt")]
    public void An_entry_that_leaves_the_folder_is_refused(string entry)
    {
        Write(("host.json", "{}"), (entry, "from outside"));
        Assert.Equal($"'{Zip}' has the entry '{entry}', which leaves the folder.", Refused().What);
    }

    [Fact]
    public void An_entry_with_a_backslash_is_refused()
    {
        Write(("host.json", "{}"), ("runtimes\\linux\\native.so", "library"));
        Assert.Contains("'runtimes\\linux\\native.so' with a backslash", Refused().What, StringComparison.Ordinal);
    }

    private PublishedFiles? Open()
    {
        List<StartProblem> problems = [];
        var files = PublishedFiles.Open(Zip, problems);
        Assert.Empty(problems);
        return files;
    }

    private StartProblem Refused()
    {
        List<StartProblem> problems = [];
        Assert.Null(PublishedFiles.Open(Zip, problems));
        var problem = Assert.Single(problems);
        Assert.Equal("--published", problem.About);
        return problem;
    }

    private void Write(params (string Name, string Content)[] entries)
    {
        using var zip = ZipFile.Open(Zip, ZipArchiveMode.Create);
        foreach (var (name, content) in entries)
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            writer.Write(content);
        }
    }
}
