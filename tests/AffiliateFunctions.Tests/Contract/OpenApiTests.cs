using AffiliateFunctions.Contract;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.Tests.Contract;

public sealed class OpenApiTests
{
    private static readonly System.Reflection.Assembly App = typeof(IPrograms).Assembly;

    [Fact]
    public void Every_function_has_its_sentence_and_every_sentence_its_function()
        => Assert.Equal(OpenApiDocument.Functions(App).Select(function => function.Name).Order(), OperationSummaries.All.Keys.Order());

    [Fact]
    public void The_document_has_every_route_with_its_methods_parameters_and_key()
    {
        var paths = OpenApiDocument.Of(App)["paths"]!.AsObject();
        foreach (var (_, trigger) in OpenApiDocument.Functions(App))
        {
            var item = paths[$"/{trigger.Route}"]!.AsObject();
            Assert.All(trigger.Methods!, method => Assert.True(item.ContainsKey(method), $"{method} {trigger.Route}"));
        }

        var sale = paths["/api/programs/{slug}/track/{type}"]!["post"]!;
        Assert.Equal(["slug", "type"], sale["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>()));
        Assert.NotNull(sale["security"]);
        Assert.Null(paths["/api/health"]!["get"]!["security"]);
    }

    [Fact]
    public void No_operation_is_named_twice()
    {
        var ids = OpenApiDocument.Of(App)["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!["operationId"]!.GetValue<string>()).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
