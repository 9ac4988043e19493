using System.Runtime.CompilerServices;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>
/// The server refuses a header <c>Location</c> with letters outside of ASCII after the work is done. The context of these
/// tests takes any text, so the text itself is checked.
/// </summary>
public sealed class RedirectTests
{
    [Theory]
    [InlineData("https://www.bücher.example/für?von=ü#ü")]
    [InlineData("https://例え.example/")]
    public void Another_site_is_named_in_ASCII(string address)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var redirect in new Func<Uri, IResult>[] { request.Found, request.SeeOther })
        {
            redirect(new Uri(address));
            Assert.Matches("^[!-~]+$", request.HttpContext.Response.Headers.Location.ToString());
        }
    }

    [Fact]
    public void A_page_of_the_app_is_named_in_ASCII()
    {
        var request = new DefaultHttpContext().Request;
        request.SeeOther("/console/ü?name=Zoë");
        Assert.Equal("/console/%C3%BC?name=Zo%C3%AB", request.HttpContext.Response.Headers.Location);
    }

    [Fact]
    public void No_other_code_sets_the_address_of_a_redirect()
    {
        string[] forms = ["Headers.Location", "Results.Redirect", "Results.LocalRedirect", "\"Location\""];
        var functions = Path.Combine(Repository(), "functions");
        var found = Directory
            .EnumerateFiles(functions, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Where(file => File.ReadAllText(file) is var text && forms.Any(text.Contains))
            .Select(Path.GetFileName);
        Assert.Equal(["Redirects.cs"], found);
    }

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
