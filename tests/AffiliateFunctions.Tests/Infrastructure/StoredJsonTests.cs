using System.Runtime.Loader;
using System.Text.Json;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Tests.Infrastructure;

/// <summary>The JSON options that all responses share.</summary>
public sealed class StoredJsonTests
{
    // Other tests have used the options of this process, which makes any options read-only.
    [Fact]
    public void The_options_are_read_only_before_the_first_response_uses_them()
    {
        var unused = new AssemblyLoadContext(name: null, isCollectible: true);
        var type = unused
            .LoadFromAssemblyPath(typeof(StoredJson).Assembly.Location)
            .GetType(typeof(StoredJson).FullName!, throwOnError: true)!;

        var options = type.GetProperty(nameof(StoredJson.Options))!.GetValue(null);

        Assert.True(Assert.IsType<JsonSerializerOptions>(options).IsReadOnly);
        unused.Unload();
    }
}
