using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using AffiliateFunctions.Contract;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Mvc;

namespace AffiliateFunctions.Tests.Contract;

/// <summary>
/// Each list has a stated order. The contract test of the running app holds the responses against it.
/// </summary>
public sealed class ListOrderTests
{
    private static readonly Assembly App = typeof(IPrograms).Assembly;

    private static readonly IReadOnlyList<HttpFunction> Lists =
    [
        .. HttpFunction.All(App).Where(function => ItemOf(function) is not null || IsExport(function)),
    ];

    [Fact]
    public async Task Each_list_states_its_order_in_the_document()
    {
        Assert.InRange(Lists.Count, 20, 60);
        var paths = JsonNode.Parse(await ApiDocument.WriteAsync(App))!["paths"]!;
        var silent = Lists
            .Where(list =>
                list.Method.GetCustomAttribute<SortedByAttribute>() is not { } order
                || paths[list.Path]!["get"]!["description"]?.GetValue<string>().Contains(order.Sentence) != true
            )
            .Select(list => list.Name);
        Assert.Empty(silent);
    }

    [Fact]
    public void The_members_of_an_order_are_members_of_the_items()
    {
        var unknown =
            from list in Lists
            where ItemOf(list) is not null
            let members = ItemOf(list)!.GetProperties().Select(NameOf).ToHashSet()
            from member in list.Method.GetCustomAttribute<SortedByAttribute>()?.Members ?? []
            where !members.Contains(member)
            select $"{list.Name}: {member}";
        Assert.Empty(unknown);
    }

    private static Type? ItemOf(HttpFunction function) =>
        function
            .Method.GetCustomAttributes<ProducesResponseTypeAttribute>()
            .Select(response => response.Type)
            .FirstOrDefault(type =>
                type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Page<>)
            )
            ?.GetGenericArguments()[0];

    private static bool IsExport(HttpFunction function) =>
        function.Path.Contains("/exports/", StringComparison.Ordinal);

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
