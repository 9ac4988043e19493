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
    public void Bodies_and_answers_of_tracking_are_described_as_they_are_read_and_written()
    {
        var paths = OpenApiDocument.Of(App)["paths"]!;
        var sale = SchemaOf(paths["/api/programs/{slug}/track/{type}"]!["post"]!["requestBody"]!)["properties"]!;
        Assert.Equal(["integer", "null"], sale["amount"]!["type"]!.AsArray().Select(kind => kind!.GetValue<string>()));
        Assert.Equal("date-time", sale["occurred_at"]!["format"]!.GetValue<string>());
        Assert.Equal(["string", "number", "null"], sale["fx_rate"]!["type"]!.AsArray().Select(kind => kind!.GetValue<string>()));
        Assert.NotNull(sale["customer"]!["properties"]!["external_id"]);
        Assert.Equal(
            ["line_id", "product_id", "plan", "quantity", "amount", "tax", "discount"],
            sale["lines"]!["items"]!["properties"]!.AsObject().Select(member => member.Key));
        var evaluated = SchemaOf(paths["/api/programs/{slug}/rules/evaluate"]!["post"]!["requestBody"]!)["properties"]!;
        Assert.NotNull(evaluated["event"]!["properties"]!["lines"]!["items"]!["properties"]!["amount"]);
        Assert.NotNull(evaluated["history"]!["properties"]!["rules_paid"]);

        var batch = paths["/api/programs/{slug}/track/batch"]!["post"]!;
        Assert.True(batch["requestBody"]!["content"]!.AsObject().ContainsKey("application/x-ndjson"));
        Assert.NotNull(SchemaOf(batch["responses"]!["2XX"]!)["properties"]!["results"]!["items"]!["properties"]!["click_id"]);
        Assert.NotNull(SchemaOf(paths["/api/programs/{slug}/events/{eventId}"]!["get"]!["responses"]!["2XX"]!)["properties"]!["received_at"]);
        Assert.NotNull(SchemaOf(paths["/api/programs/{slug}/commissions/{id}"]!["get"]!["responses"]!["2XX"]!)["properties"]!["reversed_amount"]);
        Assert.Equal("string", SchemaOf(paths["/api/programs/{slug}/fx-rates/{date}"]!["put"]!["requestBody"]!)["additionalProperties"]!["type"]!.GetValue<string>());
        Assert.Equal(Schemas.RuleBook, SchemaOf(paths["/api/programs/{slug}/rules"]!["post"]!["requestBody"]!)["$ref"]!.GetValue<string>());
        Assert.Contains(Schemas.RuleBook, SchemaOf(paths["/api/programs/{slug}/rules/evaluate"]!["post"]!["requestBody"]!).ToJsonString(), StringComparison.Ordinal);
        Assert.True(paths["/api/programs/{slug}/exports/events"]!["get"]!["responses"]!["2XX"]!["content"]!.AsObject().ContainsKey("text/csv"));
    }

    [Fact]
    public void What_is_described_is_there()
        => Assert.Subset(
            OpenApiDocument.Functions(App).Select(function => function.Name).ToHashSet(),
            OperationTypes.All.Keys.Concat(OperationTypes.Answers.Keys).Concat(OperationTypes.OtherBodies.Keys).Concat(OperationTypes.References.Keys).ToHashSet());

    private static System.Text.Json.Nodes.JsonNode SchemaOf(System.Text.Json.Nodes.JsonNode described) => described["content"]!["application/json"]!["schema"]!;

    [Fact]
    public void No_operation_is_named_twice()
    {
        var ids = OpenApiDocument.Of(App)["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!["operationId"]!.GetValue<string>()).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }
}
