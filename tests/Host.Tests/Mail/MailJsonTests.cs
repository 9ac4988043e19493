using System.Runtime.Loader;
using System.Text.Json;
using LocalHost.Mail;

namespace LocalHost.Tests.Mail;

public sealed class MailJsonTests
{
    // Other tests have used the options of this process, which makes any options read-only.
    [Fact]
    public void The_options_are_read_only_before_the_first_response_uses_them()
    {
        var unused = new AssemblyLoadContext(name: null, isCollectible: true);
        var type = unused
            .LoadFromAssemblyPath(typeof(MailJson).Assembly.Location)
            .GetType(typeof(MailJson).FullName!, throwOnError: true)!;

        var options = type.GetProperty(nameof(MailJson.Options))!.GetValue(null);

        Assert.True(Assert.IsType<JsonSerializerOptions>(options).IsReadOnly);
        unused.Unload();
    }
}
