using AffiliateFunctions.LocalRuntime.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AffiliateFunctions.Parity;

public sealed class ParityTests
{
    private static readonly string Local = typeof(HostJson).Assembly.Location;

    [SkippableFact]
    public void Every_public_member_of_the_local_runtime_is_one_of_the_real_packages()
    {
        var real = Listings();
        var own = PublicApi.Of(Local);
        Assert.NotEmpty(own);
        Assert.Equal([], own.Where(line => !real.Contains(line)));
    }

    [SkippableFact]
    public void A_member_that_the_real_packages_lack_is_noticed()
    {
        var real = Listings();
        var source = CSharpSyntaxTree.ParseText("""
            #nullable enable
            namespace Microsoft.Azure.Functions.Worker;
            public class TimerInfo { public bool IsPastDue { get; set; } public bool IsEarly { get; set; } }
            """);
        var invented = CSharpCompilation.Create(
            "Invented",
            [source],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Equal(
            ["  public bool Microsoft.Azure.Functions.Worker.TimerInfo.IsEarly { get; set; }"],
            PublicApi.Of(invented.Assembly).Where(line => !real.Contains(line)));
    }

    /// <summary>The listings lie beside the repository; a clone without them cannot compare.</summary>
    private static HashSet<string> Listings()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var folder = Path.Combine(directory.FullName, "shared", "parity");
            if (Directory.Exists(folder))
            {
                return [.. Directory.EnumerateFiles(folder, "*.txt").SelectMany(File.ReadLines)];
            }
        }

        throw new SkipException("The listings of the real packages (shared/parity beside the repository) are not on this machine.");
    }
}
