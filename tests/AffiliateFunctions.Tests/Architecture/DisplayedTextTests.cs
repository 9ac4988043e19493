using System.Reflection;
using System.Runtime.CompilerServices;
using Affiliate.Pages;
using AffiliateFunctions.Infrastructure.Email;

namespace AffiliateFunctions.Tests.Architecture;

/// <summary>
/// Whatever a stranger has written is shown by two classes only, and both prepare it with <see cref="DisplayText"/>.
/// </summary>
public sealed class DisplayedTextTests
{
    [Fact]
    public void Every_email_is_sent_by_the_sender_that_prepares_its_text() =>
        Assert.Equal([typeof(EmailSender)], TypesWith(typeof(IMailer)));

    [Fact]
    public void Every_page_is_rendered_by_the_renderer_that_prepares_its_text()
    {
        var folder = Functions();
        var files = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Where(file => File.ReadAllText(file).Contains("new HtmlRenderer(", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Equal(["PageRenderer.cs"], files);
    }

    private static IEnumerable<Type> TypesWith(Type dependency) =>
        typeof(EmailSender).Assembly.GetTypes().Where(type => Takes(type, dependency));

    private static bool Takes(Type type, Type dependency) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => parameter.ParameterType == dependency);

    private static string Functions([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "functions"));
}
