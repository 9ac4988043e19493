using LocalHost.Durable.Engine;
using LocalHost.Hosting;
using LocalHost.Workers;
using LocalHost.Workers.Protocol;

namespace LocalHost.Tests.Durable;

public sealed class DurableFunctionsTests
{
    private static readonly HostJson Host = new()
    {
        Extensions = new() { DurableTask = new() { HubName = "affiliate" } },
    };

    [Fact]
    public void Two_functions_of_one_durable_name_are_refused()
    {
        var problem = Assert.Single(
            Validate(
                Function("First", """{"name": "context", "type": "orchestrationTrigger", "orchestration": "Pay"}"""),
                Function("pay", """{"name": "context", "type": "orchestrationTrigger"}"""),
                Function("Pay", """{"name": "input", "type": "activityTrigger"}""")
            )
        );
        Assert.Equal(
            "First: The functions First and pay have the same durable name. Rename one of them.",
            problem.ToString()
        );
    }

    [Fact]
    public void Entities_are_refused()
    {
        var problem = Assert.Single(
            Validate(Function("Counter", """{"name": "dispatcher", "type": "entityTrigger"}"""))
        );
        Assert.StartsWith("Counter: It is an entity, which the local host does not run.", problem.ToString());
    }

    [Theory]
    [InlineData("taskHub", "other", "Remove TaskHub from the attribute.")]
    [InlineData("connectionName", "Elsewhere", "Remove ConnectionName from the attribute.")]
    public void A_client_of_another_hub_or_storage_is_refused(string member, string value, string remedy)
    {
        var client = $$"""{"name": "client", "type": "durableClient", "{{member}}": "{{value}}"}""";
        var problem = Assert.Single(
            Validate(Function("Start", """{"name": "timer", "type": "timerTrigger"}""", client))
        );
        Assert.Equal("Start", problem.About);
        Assert.EndsWith(remedy, problem.ToString());
    }

    [Fact]
    public void A_client_of_the_own_hub_is_not_refused() =>
        Assert.Empty(
            Validate(
                Function(
                    "Start",
                    """{"name": "timer", "type": "timerTrigger"}""",
                    """{"name": "client", "type": "durableClient", "taskHub": "affiliate"}"""
                )
            )
        );

    private static IEnumerable<StartProblem> Validate(params WorkerFunction[] functions)
    {
        var catalog = new FunctionCatalog();
        catalog.Set(functions);
        return DurableFunctions.Validate(catalog, Host);
    }

    private static WorkerFunction Function(string name, params string[] bindings) =>
        new(
            new RpcFunctionMetadata
            {
                FunctionId = name,
                Name = name,
                RawBindings = { bindings },
            }
        );
}
